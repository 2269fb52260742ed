//! `--cross-check`: to which of the configured clusters does a refused key belong, and whose key opens this one? Part of `rest.auth`. Each
//! key goes only to a Weaviate that wants one, behind a certificate that verified or on this machine, and only because the user asked for it.

use super::Shared;
use super::dial::Way;
use super::request::Http;
use crate::answer::{Answer, Meaning, Speaker};
use crate::case::Configured;
use crate::evidence::{Chain, CrossCheck};
use crate::secret::ApiKey;
use crate::target::{Endpoint, Target};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::timeout;

/// Most clusters that are asked.
const MOST: usize = 20;
/// How long all of it may take, at most: the bound of the probe covers it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries the given key on the others, and theirs here.
pub(super) async fn check(here: &Http<'_>, given: &ApiKey, shared: &Shared) -> CrossCheck {
    let own = shared.target.as_ref().map(|t| t.rest.clone());
    let others: Vec<(&Configured, Endpoint)> = shared
        .case
        .configured
        .iter()
        .filter_map(|other| Some((other, Target::read(&other.url, None).ok()?.rest)))
        .filter(|(_, endpoint)| Some(endpoint) != own.as_ref())
        .take(MOST)
        .collect();
    let patience = PATIENCE.min(shared.bound() / 2);
    let asked = join_all(others.iter().map(|(other, endpoint)| async move {
        let there = timeout(patience, opens(other, endpoint, given, shared)).await.ok().flatten();
        let key = other.key.value.as_ref().filter(|key| *key != given && key.problems().is_empty() && !key.is_empty());
        let back = match key {
            Some(key) => timeout(patience, takes(here, key, shared)).await.ok().flatten(),
            None => None,
        };
        (other.name.clone(), there, back)
    }));
    let mut check = CrossCheck::default();
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

/// Whether the key opens this other cluster; none when that could not be found out.
async fn opens(other: &Configured, endpoint: &Endpoint, key: &ApiKey, shared: &Shared) -> Option<bool> {
    let local = endpoint.host == "localhost" || endpoint.address().is_some_and(|a| a.is_loopback());
    if !endpoint.tls && (!local || other.proxy.is_some()) {
        return None;
    }
    let way = Way::new(Chain::Rest, endpoint, other.proxy.as_ref(), &shared.case.settings.connect_to);
    let http = Http::towards(way, shared).await.ok()?;
    let without = http.get("v1/meta", None, shared).await.ok()?.answer;
    // Who lets everybody in proves nothing, and who is no Weaviate gets no key.
    if !matches!(without.meaning, Meaning::AnonymousOff { .. }) || without.speaker != Speaker::Weaviate {
        return None;
    }
    takes(&http, key, shared).await
}

/// Whether the server accepts the key; none when its answer says neither yes nor no.
async fn takes(http: &Http<'_>, key: &ApiKey, shared: &Shared) -> Option<bool> {
    let answer = http.get("v1/meta", Some(key), shared).await.ok()?.answer;
    let refused = Answer::refuses_key(&answer);
    (refused || answer.accepts()).then_some(!refused)
}
