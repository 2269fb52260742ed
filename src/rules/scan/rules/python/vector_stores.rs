//! Frameworks that make or take a client: `LangChain`, `LlamaIndex`, Haystack, crewAI, mem0. Each has its own names for URL and key. Read in the sources of
//! langchain-weaviate 0.0.5, llama-index-vector-stores-weaviate 1.4, weaviate-haystack 6, crewai-tools 0.7, mem0ai 1.0.

use super::{arguments::bind, credentials};
use crate::model::finding::Confidence;
use crate::rules::scan::expr::{Call, Expr, ExprKind};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};
use crate::rules::scan::rules::{Judge, key};

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        let Some(path) = program.imported(&site.call.callee, site.span.start) else { continue };
        match (path.split('.').next().unwrap_or_default(), path.rsplit('.').next().unwrap_or_default()) {
            ("langchain_weaviate", "WeaviateVectorStore" | "from_texts" | "from_documents") => langchain(j, site),
            ("llama_index", "WeaviateVectorStore") => llama_index(j, &site.call),
            ("haystack_integrations", "WeaviateDocumentStore") => haystack(j, &site.call),
            ("haystack_integrations", "AuthApiKey") => {
                if let Some(key) = site.call.arg("api_key", 0) {
                    secret(j, key);
                }
            }
            ("crewai_tools", "WeaviateVectorSearchTool") => {
                if let Some(url) = site.call.named("weaviate_cluster_url") {
                    j.cluster_url(&url.value, true);
                }
                if let Some(key) = site.call.named("weaviate_api_key") {
                    j.cloud_key(&key.value);
                }
            }
            ("mem0", "from_config") => mem0(j, &site.call),
            _ => {}
        }
    }
}

/// `Memory.from_config({"vector_store": {"provider": "weaviate", "config": {…}}})`.
fn mem0<'a>(j: &mut Judge<'a>, call: &'a Call) {
    let value = |j: &Judge<'a>, map: &'a Expr, name: &str| {
        let (entries, _) = j.entries(map)?;
        entries.into_iter().find(|a| a.name.as_deref() == Some(name)).map(|a| &a.value)
    };
    let Some(store) = call.arg("config_dict", 0).and_then(|config| value(j, config, "vector_store")) else { return };
    if value(j, store, "provider").and_then(|p| j.literal(p)).is_none_or(|(name, _)| name != "weaviate") {
        return;
    }
    let Some(config) = value(j, store, "config") else { return };
    if let Some(url) = value(j, config, "cluster_url")
        && !j.address(url)
    {
        j.plain_http(url);
    }
    if let Some(key) = value(j, config, "auth_client_secret") {
        j.cloud_key(key);
    }
}

/// `WeaviateVectorStore(client, …)`: URL and key belong to the client.
fn langchain(j: &mut Judge<'_>, site: &CallSite) {
    let own = |name: &str| names::is_weaviate_url(name) || names::is_weaviate_key(name) || name == "url";
    let Some(arg) =
        site.call.args.iter().find(|a| a.name.as_deref().is_some_and(|name| own(name) || name == "api_key"))
    else {
        return;
    };
    let given = arg.name.clone().unwrap_or_default();
    let problem =
        Problem::OptionName { call: site.call.method().to_owned(), given, wanted: "client, a connected client" };
    j.add(problem, &arg.name_span, Confidence::Likely, Vec::new());
}

/// `WeaviateVectorStore(url=, auth_config=)`.
fn llama_index<'a>(j: &mut Judge<'a>, call: &'a Call) {
    if let Some(url) = call.named("url") {
        j.cluster_url(&url.value, false);
    }
    let Some(auth) = call.named("auth_config") else { return };
    credentials(j, &auth.value, "WeaviateVectorStore", true, true);
}

/// `WeaviateDocumentStore(url=, auth_client_secret=)`.
fn haystack<'a>(j: &mut Judge<'a>, call: &'a Call) {
    let bound = bind(j, call, &["url", "auth_client_secret", "additional_headers"]);
    if let Some(url) = bound.get("url")
        && !j.address(url)
    {
        j.plain_http(url);
    }
    let Some(auth) = bound.get("auth_client_secret") else { return };
    let wrong = j.values(auth).into_iter().find(|value| {
        let secret = |call: &Call| call.callee.starts_with("Secret.");
        let others = |call: &Call| {
            let path = j.program.imported(&call.callee, value.span.start).unwrap_or_default();
            path.starts_with("weaviate.")
        };
        key::is_text(value) || matches!(&value.kind, ExprKind::Call(call) if secret(call) || others(call))
    });
    if wrong.is_some() {
        let call = "WeaviateDocumentStore".to_owned();
        j.report(Problem::NotCredentials { call }, &auth.span, Vec::new());
    }
    secret(j, auth);
}

/// `Secret.from_token("…")`, which holds the key itself.
fn secret<'a>(j: &mut Judge<'a>, value: &'a Expr) {
    let token = j.values(value).into_iter().find_map(|value| match &value.kind {
        ExprKind::Call(call) if call.method() == "from_token" => call.arg("token", 0),
        ExprKind::Text(_) => Some(value),
        _ => None,
    });
    if let Some(token) = token {
        j.cloud_key(token);
    }
}
