//! How many connections and round trips does a check need, and does a connection that died on its way from probe to probe change the
//! verdict? Counted by the servers, not timed.
#![cfg(feature = "practice")]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::io::probe;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::connect_to::ConnectTo;
use weaviate_doctor::model::evidence::{Evidence, ProbeEvent, ProbeId, ProbeOutcome};
use weaviate_doctor::model::finding::Verdict;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::rules::diagnosis::diagnose;

async fn run(case: &Case) -> Evidence {
    let (observer, mut events) = unbounded_channel();
    let _run = probe::start(case, observer);
    let mut evidence = Evidence::default();
    while let Some(event) = events.recv().await {
        if let ProbeEvent::Finished(id, observation) = event {
            evidence.insert(id, *observation);
        }
    }
    evidence
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_check_takes_six_round_trips_over_three_connections() {
    let practice = Practice::start(Fault::Healthy, None).await.expect("practice");
    let mut case = Case::empty();
    practice.apply(&mut case);
    let evidence = run(&case).await;
    assert_eq!(diagnose(&case, &evidence).verdict, Verdict::Healthy, "{evidence:#?}");
    // One connection for what asks for the key, one beside it for what does not; one for gRPC.
    let (mut rest, grpc) = (practice.rest_requests(), practice.grpc_requests());
    rest.sort_unstable();
    assert_eq!(grpc, [2]);
    // Where gRPC has not answered by the time that REST is done, gRPC-Web is asked too.
    assert!(rest == [2, 3] || rest == [2, 4], "{rest:?}");
    // Name, connection and TLS take one round trip each (TLS 1.3); the second connection is dialed beside the TLS of the first, and its TLS
    // is spoken beside the first one's first request.
    let (below, first, second) = (3, 3, 1 + 2);
    assert!(below + first.max(second) <= 6);
    // What opening took counts as part of the cold start, whichever probe opened it.
    let health = evidence.get(ProbeId::GrpcHealth).expect("grpc.health").took;
    let cold = evidence.health(ProbeId::GrpcHealth).expect("facts").worst();
    let handshake = evidence.tls(ProbeId::GrpcTls).expect("grpc.tls").handshake;
    assert!(cold >= handshake && cold + handshake >= health, "{cold:?} for {handshake:?} and {health:?}");
}

/// A connection may be read before its first request goes out: that is no fault of the server.
#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_answers_is_never_said_not_to() {
    let practice = Practice::start(Fault::Healthy, None).await.expect("practice");
    let mut case = Case::empty();
    practice.apply(&mut case);
    case.symptom = Some(Symptom::ConsoleLoginFails);
    for _ in 0..40 {
        let evidence = run(&case).await;
        let console = evidence.get(ProbeId::ConsoleHttp).expect("console.http");
        assert!(matches!(console.outcome, ProbeOutcome::Passed(_)), "{console:?}");
    }
}

/// A port in front of another one that ends so many of its first connections at once.
async fn ends_first(behind: u16, dead: usize) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("address").port();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut outside, _)) = listener.accept().await {
            if count.fetch_add(1, Ordering::Relaxed) < dead {
                continue;
            }
            tokio::spawn(async move {
                if let Ok(mut inside) = TcpStream::connect(("127.0.0.1", behind)).await {
                    let _ = copy_bidirectional(&mut outside, &mut inside).await;
                }
            });
        }
    });
    (port, seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_died_on_its_way_hides_nothing_and_blames_nobody() {
    // How many of the first connections end at once, and whether the cluster is healthy.
    for (dead, healthy) in [(1, true), (usize::MAX, false)] {
        let practice = Practice::start(Fault::Healthy, None).await.expect("practice");
        let mut case = Case::empty();
        practice.apply(&mut case);
        let target = case.usable_target().expect("a target");
        let (rest, seen) = ends_first(target.rest.port, dead).await;
        let (grpc, _) = ends_first(target.grpc.port, dead).await;
        for (endpoint, port) in [(&target.rest, rest), (&target.grpc, grpc)] {
            let rule = format!("{}:{}:127.0.0.1:{port}", endpoint.host, endpoint.port);
            case.settings.connect_to.push(ConnectTo::read(&rule).expect("a rule"));
        }
        let evidence = run(&case).await;
        let diagnosis = diagnose(&case, &evidence);
        assert_eq!(diagnosis.verdict == Verdict::Healthy, healthy, "{dead}: {evidence:#?}");
        let failed = evidence.failure(ProbeId::RestTls).is_some() && evidence.failure(ProbeId::GrpcTls).is_some();
        assert_eq!(failed, !healthy, "{dead}: {evidence:#?}");
        assert!(seen.load(Ordering::Relaxed) > 1);
    }
}
