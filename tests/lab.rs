//! Is the diagnosis right on real network paths: far, lossy, filtered, half dead? Each test builds two network namespaces with a link between
//! them and runs the real program on one side. It needs root and says so where it can't run; no packet leaves the namespaces.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

#[path = "lab/check.rs"]
mod check;
#[path = "lab/net.rs"]
mod net;
#[path = "lab/server.rs"]
mod server;

use check::{Checked, check, longest_chain};
use net::{Lab, Net, missing};
use server::{Dns, Serving};
use std::ffi::OsStr;
use std::io::Write as _;
use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::Duration;

/// A test whose verdict hangs on fractions of a second has the machine to itself; the others share it. (`.config/nextest.toml` says the same to
/// nextest, which runs each test in a process of its own.)
static MACHINE: RwLock<()> = RwLock::new(());

/// Past the harness, which keeps what passing tests print.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "lab: {line}");
}

/// Builds the network; none, with a line that says why, where that is not possible.
fn lab(net: &Net) -> Option<Lab> {
    static MISSING: LazyLock<Option<String>> = LazyLock::new(missing);
    if let Some(why) = MISSING.as_deref() {
        say(&format!("skipped {}: {why}", std::thread::current().name().unwrap_or_default()));
        return None;
    }
    let own = std::env::current_exe().expect("own path");
    // This very program, told to be the server's side.
    let server = [own.as_os_str(), OsStr::new("the_servers_side"), OsStr::new("--exact"), OsStr::new("--nocapture")];
    Some(Lab::start(net, &server).expect("a network"))
}

/// Not a test of its own: the process that each test starts in the server's namespace.
#[test]
fn the_servers_side() {
    if let Some(spec) = server::asked() {
        server::serve(&spec).expect("the server's side");
    }
}

/// Runs the program in this network, beside other tests; none where there is no lab.
fn run(net: &Net, options: &[&str]) -> Option<Checked> {
    let _share = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    run_as_is(net, options)
}

/// The same for who holds the machine already.
fn run_as_is(net: &Net, options: &[&str]) -> Option<Checked> {
    let lab = lab(net)?;
    let checked = check(&lab, options).expect("a report");
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    say(&format!("{name}: {:?} in {} ms", checked.causes(), checked.report.duration_ms));
    Some(checked)
}

/// One network, what is expected of it, and the longest time that it may take.
fn expect(net: &Net, options: &[&str], causes: &[&str], seconds: f64) -> Option<Checked> {
    let checked = run(net, options)?;
    found(&checked, causes, seconds);
    Some(checked)
}

fn found(checked: &Checked, causes: &[&str], seconds: f64) {
    let status = i32::from(!causes.is_empty());
    let bound = Duration::from_secs_f64(seconds);
    assert_eq!((checked.causes(), checked.status), (causes.to_vec(), Some(status)), "{}", checked.lines());
    assert!(checked.took() <= bound, "longer than {bound:?}: {}", checked.lines());
}

#[test]
fn a_healthy_check_takes_little_more_than_its_longest_chain_of_round_trips() {
    let _alone = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
    let healthy = |delay_ms| {
        let lab = lab(&Net { delay_ms, ..Net::default() })?;
        let checked = check(&lab, &["--console", &lab.ready.console]).expect("a report");
        assert_eq!((checked.causes(), checked.status), (vec![], Some(0)), "{}", checked.lines());
        Some((checked, longest_chain(&lab.ready.url)))
    };
    // Without any distance: what the machine itself takes, which is much when others use it too.
    let (Some((near, _)), Some((far, trips))) = (healthy(0), healthy(50)) else { return };
    let chain = Duration::from_millis(100) * trips;
    let ratio = far.took().as_secs_f64() / chain.as_secs_f64();
    let (took, own) = (far.took(), near.took());
    say(&format!("100 ms round trip: {took:?} for {trips} round trips, ratio {ratio:.2}; {own:?} without distance"));
    assert!(ratio >= 1.0, "the chain is counted wrong: {ratio:.2} times {chain:?}: {}", far.lines());
    // A busy machine must not fail a test; the bench asserts the plain ratio.
    let limit = chain.mul_f64(1.3).max(chain + own * 2);
    assert!(took <= limit, "{took:?}, more than {limit:?}: {}", far.lines());
}

#[test]
fn far_away_is_not_broken() {
    let _alone = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
    let healthy = |delay_ms, options: &[&str], seconds| {
        if let Some(checked) = run_as_is(&Net { delay_ms, ..Net::default() }, options) {
            found(&checked, &[], seconds);
        }
    };
    // The client waits 2 seconds for gRPC, which needs 1.2.
    healthy(150, &[], 8.0);
    healthy(200, &["--init-timeout", "3"], 10.0);
}

#[test]
fn so_far_that_the_init_timeout_is_too_short() {
    let net = Net { delay_ms: 750, ..Net::default() };
    let Some(checked) = expect(&net, &[], &["grpc-slow"], 25.0) else { return };
    let health = checked.probe("grpc.health").expect("grpc.health");
    // The probe itself is one call on a connection that stands; what a client meets counts from the dial on.
    let cold =
        health.facts["cold_ms"].as_array().expect("cold starts").iter().filter_map(serde_json::Value::as_u64).max();
    let measured = Duration::from_millis(cold.expect("a time"));
    let fix = serde_json::to_value(&checked.report.diagnosis.causes[0].fix).expect("JSON").to_string();
    let suggested = suggested_seconds(&fix).unwrap_or_else(|| panic!("no time limit in {fix}"));
    assert!(measured >= Duration::from_millis(4500), "{measured:?}");
    assert!(Duration::from_secs(suggested) > measured, "{suggested} s for {measured:?}");
    assert!(checked.report.diagnosis.causes[0].summary.contains(" s"), "{}", checked.lines());
}

/// The number in `Timeout(init=N`.
fn suggested_seconds(fix: &str) -> Option<u64> {
    let mut numbers = fix.split("init=").skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    numbers.next()
}

#[test]
fn so_far_that_rest_is_too_slow_as_well() {
    let net = Net { delay_ms: 900, ..Net::default() };
    expect(&net, &[], &["network-slow"], 30.0);
}

#[test]
fn a_lossy_link_never_costs_a_key_its_name() {
    for hosts in [true, false] {
        let Some(checked) = run(&Net { delay_ms: 10, loss: 10, hosts, ..Net::default() }, &[]) else { return };
        // What it costs is time; a look-up can also be lost altogether.
        let fair = |id: &str| matches!(id, "grpc-slow" | "network-slow") || (!hosts && id == "dns-unreachable");
        assert!(checked.causes().into_iter().all(fair), "{}", checked.lines());
        assert_ne!(checked.report.diagnosis.verdict, "undiagnosed", "{}", checked.lines());
        assert!(checked.took() < Duration::from_secs(30), "{}", checked.lines());
    }
}

#[test]
fn a_dropped_grpc_port() {
    let bound = ["--timeout", "3"];
    let host = Net { drop: &["host/192.0.2.2"], ..Net::default() };
    expect(&host, &bound, &["grpc-blocked"], 5.0);
    let port = Net { drop: &["tcp/50051"], ..Net::default() };
    let grpc = "grpcs://practice.c0.loopback.weaviate.cloud:50051";
    expect(&port, &[&bound[..], &["--grpc", grpc]].concat(), &["grpc-blocked"], 5.0);
}

#[test]
fn a_firewall_that_drops_everything() {
    let bound = ["--timeout", "3"];
    let tcp = Net { drop: &["tcp"], ..Net::default() };
    expect(&tcp, &bound, &["connection-blocked"], 5.0);
    // The names are known without asking anybody.
    let all = Net { drop: &["all"], hosts: true, ..Net::default() };
    expect(&all, &bound, &["connection-blocked"], 6.0);
}

#[test]
fn a_firewall_that_drops_what_follows_the_handshake() {
    let bound = ["--timeout", "3"];
    let data = Net { drop: &["payload"], ..Net::default() };
    expect(&data, &bound, &["connection-blocked"], 6.0);
    // A tunnel with a smaller MTU whose "packet too big" never comes back.
    let large = Net { drop: &["longer/600"], ..Net::default() };
    expect(&large, &bound, &["connection-blocked"], 6.0);
}

#[test]
fn a_resolver_that_is_dead_or_refuses() {
    let bound = ["--timeout", "3"];
    let dns = |dns| Net { serving: Serving { dns, ..Serving::default() }, ..Net::default() };
    expect(&dns(Dns::Silent), &bound, &["dns-unreachable"], 5.0);
    expect(&dns(Dns::Refuses), &bound, &["dns-unreachable"], 5.0);
    expect(&dns(Dns::Absent), &bound, &["dns-unreachable"], 5.0);
    let dropped = Net { drop: &["all"], ..Net::default() };
    expect(&dropped, &bound, &["dns-unreachable"], 5.0);
    // The same, where the user names the server.
    expect(&dns(Dns::Silent), &[&bound[..], &["--dns-server", "192.0.2.53"]].concat(), &["dns-unreachable"], 5.0);
}

#[test]
fn a_dead_resolver_in_front_of_one_that_answers() {
    // Nobody has the first address. The system waits five seconds for it, every time, and the client gives up before.
    let net = Net { resolvers: &["192.0.2.54", "192.0.2.53"], ..Net::default() };
    let Some(checked) = expect(&net, &[], &["dns-unreachable"], 8.0) else { return };
    assert!(checked.report.diagnosis.causes[0].summary.contains("192.0.2.54"), "{}", checked.lines());
    assert_eq!(checked.probe("grpc.auth").expect("grpc.auth").status, "passed", "{}", checked.lines());
    // A client that has time for it is not ill.
    expect(&net, &["--init-timeout", "20"], &[], 8.0);
    expect(&net, &["--init-timeout", "20", "--symptom", "connection-timeout"], &["dns-unreachable"], 8.0);
}

#[test]
fn clusters_with_ipv6() {
    let both = Serving { v6: true, ..Serving::default() };
    let only = Serving { v4: false, ..both };
    expect(&Net { serving: only, ..Net::default() }, &[], &[], 5.0);
    expect(&Net { serving: both, ..Net::default() }, &[], &[], 5.0);
    // No IPv6 here, which nobody needs to know.
    let without = Net { serving: both, client_v6: false, ..Net::default() };
    expect(&without, &[], &[], 5.0);
    expect(&without, &["--symptom", "connection-timeout"], &[], 5.0);
}

#[test]
fn dead_ipv6() {
    let both = Serving { v6: true, ..Serving::default() };
    let only = Serving { v4: false, ..both };
    let dead = Net { serving: both, drop: &["ipv6"], ..Net::default() };
    let Some(checked) = expect(&dead, &[], &[], 6.0) else { return };
    assert_eq!(checked.probe("rest.tcp").expect("rest.tcp").status, "warned", "{}", checked.lines());
    expect(&dead, &["--symptom", "connection-timeout"], &["ipv6-broken"], 6.0);
    let without_route = Net { serving: only, client_v6: false, ..Net::default() };
    expect(&without_route, &[], &["ipv6-broken"], 5.0);
}
