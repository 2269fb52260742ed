//! `--cross-check`: to which of the configured clusters does a refused key belong, and whose key opens this one? Part of `rest.auth`. Each
//! key goes only to a Weaviate that wants one, behind a certificate that verified or on this machine, and only because the user asked for it.

use super::ProbeContext;
use crate::io::probe::net::http_client::Http;
use crate::io::probe::net::route::Route;
use crate::model::api_key::ApiKey;
use crate::model::case::ConfiguredCluster;
use crate::model::evidence::{Chain, CrossCheck, KeyRule, Origin, ProbeId};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder};
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Endpoint, Target};
use futures_util::future::{join, join_all};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Most clusters that are asked.
const MAX_CLUSTERS: usize = 20;
/// How long all of it may take, at most: the bound of the probe covers it.
const CROSS_CHECK_TIMEOUT: Duration = Duration::from_secs(5);

/// Tries the given key on the others, and theirs here.
pub(super) async fn check(here: &Http<'_>, given: &ApiKey, shared: &ProbeContext) -> CrossCheck {
    let own = shared.target.as_ref().map(|t| t.rest.clone());
    let others: Vec<(&ConfiguredCluster, Endpoint)> = shared
        .case
        .configured
        .iter()
        .filter_map(|other| Some((other, Target::read(&other.url, None).ok()?.rest)))
        .filter(|(_, endpoint)| Some(endpoint) != own.as_ref())
        .collect();
    // The refusal that led here must not be lost to a slow cluster: the probe's bound covers all of this.
    let until = Instant::now() + CROSS_CHECK_TIMEOUT.min(shared.bound() / 3);
    // In plain text only the given key is sent.
    let safe = shared.way(ProbeId::RestAuth).is_some_and(|way| is_safe(&way));
    let asked = join_all(others.iter().take(MAX_CLUSTERS).map(|(other, endpoint)| async move {
        let key = other.key.value.as_ref().filter(|key| *key != given && key.problems().is_empty() && !key.is_empty());
        // The config file joins it with its own cluster. The usual rules decide whether this cluster gets it: its address may be hostile.
        let rule = shared.case.rule_for(&Origin::Config(SanitizedText::new(&other.name)), false);
        let key = key.filter(|_| rule.is_some_and(|rule| rule != KeyRule::Withheld));
        let back = async {
            match key.filter(|_| safe) {
                Some(key) => timeout_at(until, takes(here, key, shared)).await.ok().flatten(),
                None => None,
            }
        };
        let there = timeout_at(until, opens(other, endpoint, given, shared));
        let (there, back) = join(there, back).await;
        (other.name.clone(), there.ok().flatten(), back)
    }));
    let mut check = CrossCheck {
        not_asked: others.iter().skip(MAX_CLUSTERS).map(|(other, _)| other.name.clone()).collect(),
        ..CrossCheck::default()
    };
    for (name, there, back) in asked.await {
        match there {
            Some(true) => check.belongs_to.push(name.clone()),
            Some(false) => check.refused_by.push(name.clone()),
            None => check.not_asked.push(name.clone()),
        }
        if back == Some(true) {
            check.opened_by.push(name);
        }
    }
    check
}

/// Whether a key may go this way without its owner having typed it: over TLS that verifies, or to this machine.
fn is_safe(way: &Route<'_>) -> bool {
    let here = match way.pinned {
        Some(address) => address.is_loopback(),
        None => way.endpoint.host == "localhost" || way.endpoint.address().is_some_and(|a| a.is_loopback()),
    };
    way.endpoint.tls || (here && way.proxy.is_none())
}

/// Whether the key opens this other cluster; none when that could not be found out.
async fn opens(other: &ConfiguredCluster, endpoint: &Endpoint, key: &ApiKey, shared: &ProbeContext) -> Option<bool> {
    let way = Route::new(Chain::Rest, endpoint, other.proxy.as_ref(), &shared.case.settings.connect_to);
    if !is_safe(&way) {
        return None;
    }
    let http = Http::towards(way, shared).await.ok()?;
    let without = http.get("v1/meta", None, shared).await.ok()?.answer;
    // Who lets everybody in proves nothing, and who is no Weaviate gets no key.
    if !matches!(without.meaning, AnswerKind::AnonymousOff { .. }) || without.speaker != Responder::Weaviate {
        return None;
    }
    takes(&http, key, shared).await
}

/// Whether the server accepts the key; none when its answer says neither yes nor no.
async fn takes(http: &Http<'_>, key: &ApiKey, shared: &ProbeContext) -> Option<bool> {
    let answer = http.get("v1/meta", Some(key), shared).await.ok()?.answer;
    let refused = HttpAnswer::proves_key_refused(&answer);
    (refused || answer.proves_key_accepted()).then_some(!refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::connect_to::ConnectTo;
    use crate::model::proxy::Proxy;

    #[test]
    fn keys_of_other_clusters_go_over_tls_or_to_this_machine_alone() {
        let remote = Endpoint::new(false, "weaviate.example", 8080);
        let here = Endpoint::new(false, "127.0.0.1", 8080);
        let secure = Endpoint::new(true, "abc.weaviate.cloud", 443);
        let proxy = Proxy::read("proxy.example:3128", Origin::Argument).expect("proxy");
        let away = [ConnectTo::read("localhost:8080:203.0.113.9:8080").expect("rule")];
        let local = Endpoint::new(false, "localhost", 8080);
        let safe = |endpoint, proxy, rules: &[ConnectTo]| is_safe(&Route::new(Chain::Rest, endpoint, proxy, rules));
        assert!(safe(&secure, None, &[]) && safe(&secure, Some(&proxy), &[]));
        assert!(safe(&here, None, &[]) && safe(&local, None, &[]));
        assert!(!safe(&remote, None, &[]));
        assert!(!safe(&here, Some(&proxy), &[]));
        assert!(!safe(&local, None, &away));
    }
}
