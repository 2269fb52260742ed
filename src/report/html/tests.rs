//! A page carries everything with it, and what was foreign is text on it.

use super::*;
use crate::report::text::tests::report;
use strum::IntoEnumIterator as _;

/// What stands between `begin` and `end`, each time.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> Vec<&'t str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect()
}

/// A tag without what its attributes say.
fn bare(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

/// The page without the style, which knows no text of anybody.
fn body(page: &str) -> &str {
    page.split_once("</style>").expect("a style").1
}

#[test]
fn nothing_is_loaded_and_the_policy_says_so() {
    let page = render(&report());
    let styles = between(&page, "<style>", "</style>");
    assert_eq!(styles.len(), 1);
    let hash = STANDARD.encode(digest(&SHA256, styles[0].as_bytes()));
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(
        policy.len() == 1
            && policy[0].starts_with("default-src 'none';")
            && policy[0].ends_with(&format!("'sha256-{hash}'")),
        "{policy:?}"
    );
    for loads in ["<script", "<link", "<img", "<iframe", "<object", " src=", " style=", "url(", "@import", " on"] {
        assert!(!styles[0].contains(loads), "{loads} in the style");
        let tags = between(body(&page), "<", ">");
        assert!(!tags.iter().any(|tag| format!("<{}", bare(tag)).contains(loads)), "{loads}");
    }
    assert!(between(body(&page), " href=\"", "\"").iter().all(|link| link.starts_with("https://")));
}

/// Every text of a report is somebody else's.
#[test]
fn what_is_foreign_stays_text() {
    let evil = "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onload=\"x' &lt;";
    let mut hostile = report();
    hostile.started_at = evil.into();
    hostile.probes.iter_mut().for_each(|probe| {
        probe.summary = evil.into();
        probe.failure = Some(evil.into());
    });
    hostile.client.language = evil.into();
    let cause = &mut hostile.diagnosis.causes[0];
    cause.summary = evil.into();
    (cause.fix.title, cause.fix.dont, cause.fix.why) = (evil.into(), evil.into(), evil.into());
    cause.fix.links = vec![evil.into(), "javascript:alert(1)".into(), "https://x/\"onload=1".into()];
    cause.fix.first = vec![crate::model::report_schema::ReportStep {
        text: evil.into(),
        command: Some(evil.into()),
        link: Some("javascript:alert(1)".into()),
        message: Some(evil.into()),
        code: Some(format!("→ {evil}\n{evil}")),
    }];
    cause.fix.snippet =
        Some(crate::model::report_schema::ReportSnippet { language: "python".into(), code: evil.into() });
    let member = Member { name: evil.into(), outcome: Ok(hostile.clone()) };
    let broken = Member { name: evil.into(), outcome: Err(evil.into()) };
    let mut summary = Summary::default();
    summary.add(&member);
    summary.add(&broken);
    let pages = [
        render(&hostile),
        several(&summary, &[member, broken], Duration::ZERO),
        comparison(&Document::default(), &[(evil, &hostile), ("b", &hostile)], &[(evil, &hostile)]),
    ];
    for page in pages {
        assert!(body(&page).contains("&lt;script&gt;alert(1)"), "the text is there");
        for tag in between(body(&page), "<", ">").into_iter().map(bare) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            assert!(!matches!(name, "script" | "img" | "style") && !tag.contains(" on"), "<{tag}>");
        }
        assert!(between(body(&page), " href=\"", "\"").iter().all(|link| link.starts_with("https://")));
    }
}

/// As many as a company has, of some kinds each.
fn fleet(size: usize) -> (Summary, Vec<Member>) {
    let mut summary = Summary::default();
    let mut members = Vec::new();
    for n in 0..size {
        let mut report = report();
        report.probes = crate::model::evidence::ProbeId::iter()
            .map(|id| crate::model::report_schema::ReportProbe {
                id: id.as_str().to_owned(),
                status: if n % 9 == 0 && id.as_str() == "grpc.tcp" { "failed" } else { "passed" }.to_owned(),
                ..report.probes[0].clone()
            })
            .collect();
        if n % 9 == 0 {
            report.diagnosis.causes[0].id = format!("cause-{}", n % 40);
        } else {
            report.diagnosis.verdict = "healthy".to_owned();
            report.diagnosis.causes.clear();
        }
        let outcome = if n % 50 == 7 { Err("can't read the key".to_owned()) } else { Ok(report) };
        let member = Member { name: format!("production-europe-west3-{n:03}"), outcome };
        summary.add(&member);
        members.push(member);
    }
    (summary, members)
}

#[test]
fn a_fleet_of_two_hundred_is_one_page_that_mail_takes() {
    let (summary, members) = fleet(200);
    let page = several(&summary, &members, Duration::from_secs(12));
    assert!(page.len() <= 300_000, "{} bytes", page.len());
    assert!(members.iter().all(|member| page.contains(&member.name)));
    assert_eq!(page.matches("<h1>").count(), 1);
}

#[test]
fn places_stand_on_one_axis_with_the_moment_at_which_the_client_gives_up() {
    let mut slow = report();
    slow.init_timeout_ms = 2000;
    slow.probes.iter_mut().filter(|p| p.id == "grpc.tcp").for_each(|p| p.duration_ms = 10_000);
    let quick = {
        let mut quick = slow.clone();
        quick.probes.iter_mut().for_each(|p| p.duration_ms = 10);
        quick
    };
    let both = waterfall::draw(&[("office", &slow), ("pod", &quick)]).expect("a picture").into_string();
    assert_eq!((both.matches("<svg width=\"100%\"").count(), both.matches("class=\"place\"").count()), (1, 2));
    assert!(both.contains("office") && both.contains("10 s") && both.contains("gives up after 2.0 s"), "{both}");
    assert_eq!(both.matches("<line class=\"deadline\" x1=\"36").count(), 2, "{both}");
    // Alone, the quick one would be nothing but a line at the left.
    let alone = waterfall::draw(&[("", &quick)]).expect("a picture").into_string();
    assert!(alone.contains("far to the right") && !alone.contains("class=\"place\""), "{alone}");
    for number in [0, 1, u64::MAX] {
        slow.probes.iter_mut().for_each(|p| (p.started_ms, p.duration_ms) = (number, number));
        let shares = waterfall::draw(&[("", &slow)]).map(Markup::into_string).unwrap_or_default();
        assert!(!shares.contains("NaN") && !shares.contains("inf"), "{shares}");
    }
}

#[test]
fn a_watch_has_a_row_a_run() {
    let runs: Vec<Report> =
        (0..3).map(|n| Report { started_at: format!("2026-11-22T10:00:0{n}Z"), ..report() }).collect();
    let page = watched(&runs);
    assert!(runs.iter().all(|run| page.contains(&format!("<th scope=\"row\">{}</th>", run.started_at))), "{page}");
    assert!(watched(&[]).is_empty() && !render(&runs[0]).contains("<table class=\"grid\""));
}
