//! Do hostile endpoints get nowhere? Every server that a probe talks to lies, floods, trickles or steers terminals. For each: bounded time,
//! bounded memory, no defect, no control character in anything written, no key where it has no business, and an honest verdict.
#![allow(
    clippy::expect_used,
    clippy::doc_markdown,
    reason = "a test that can't go on ends here; ClientHello is a name"
)]

#[path = "hostile/attack.rs"]
mod attack;
#[path = "hostile/grpc.rs"]
mod grpc;
#[path = "hostile/key.rs"]
mod key;
#[path = "hostile/proxy.rs"]
mod proxy;
#[path = "hostile/rest.rs"]
mod rest;
mod rig;
#[path = "hostile/tls.rs"]
mod tls;

use attack::{Attack, Kit, Outcome, carry_out};
use futures_util::StreamExt as _;
use std::time::Duration;

/// Attacks at a time. Most of them only make a probe wait.
const AT_ONCE: usize = 6;
/// Most by which all of them together may raise the program's peak memory, servers included.
const MOST_MEMORY: u64 = 100 * 1024 * 1024;

/// Peak memory of this process in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb * 1024)
}

#[test]
fn no_endpoint_gets_anywhere() {
    // In a process of its own: its memory is measured, and loading this machine's roots for each attack would take longer than the attack.
    if rig::run::alone("no_endpoint_gets_anywhere") {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .enable_all()
            .build()
            .expect("threads")
            .block_on(all());
    }
}

async fn all() {
    let kit = Kit::new().await;
    let only = std::env::var("ATTACK").unwrap_or_default();
    let attacks: Vec<Attack> = [rest::attacks(&kit), grpc::attacks(), tls::attacks(), proxy::attacks(), key::attacks()]
        .into_iter()
        .flatten()
        .filter(|a| a.name.contains(&only))
        .collect();
    // Trust stores, name tables and threads are there before anybody attacks.
    carry_out(Attack::new("nothing at all", &["healthy"]), &kit).await;
    let before = peak();
    let count = attacks.len();
    let mut outcomes =
        futures_util::stream::iter(attacks.into_iter().map(|a| carry_out(a, &kit))).buffer_unordered(AT_ONCE);
    let (mut wrong, mut longest) = (Vec::new(), Duration::ZERO);
    while let Some(Outcome { name, named, took, complaints }) = outcomes.next().await {
        println!("{:>5} ms  {named:<26} {name}", took.as_millis());
        longest = longest.max(took);
        wrong.extend(complaints.into_iter().map(|c| format!("{name}: {c}")));
    }
    drop(outcomes);
    if let (Some(before), Some(after)) = (before, peak()) {
        let grown = after.saturating_sub(before);
        println!("{count} attacks, the longest run {} ms, peak memory up by {} kB", longest.as_millis(), grown / 1024);
        if grown > MOST_MEMORY {
            wrong.push(format!("peak memory grew by {grown} bytes"));
        }
    }
    if kit.elsewhere.open() > 0 || !kit.elsewhere.heard.text().is_empty() {
        wrong.push(format!("a redirect was followed: {}", kit.elsewhere.heard.text()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
