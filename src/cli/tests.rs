//! Command lines as people type them.

use super::*;

fn read(line: &[&str]) -> Result<Command, String> {
    let words = std::iter::once("weaviate-doctor").chain(line.iter().copied()).map(OsString::from);
    parse(words).map_err(|stop| match stop {
        Stop::Usage(error) => error.to_string(),
        Stop::Show(_) => "shown".to_owned(),
    })
}

fn problem(line: &[&str]) -> String {
    match read(line) {
        Err(problem) => problem,
        Ok(_) => panic!("{line:?} was taken"),
    }
}

#[test]
fn clap_is_content_with_the_definition() {
    use clap::CommandFactory as _;
    Line::command().debug_assert();
}

#[test]
fn commands_are_read() {
    assert!(matches!(read(&[]), Ok(Command::Wizard(o)) if o.target.is_none()));
    assert!(matches!(read(&["abc.weaviate.cloud"]), Ok(Command::Wizard(o)) if o.target.is_some()));
    assert!(matches!(read(&["causes"]), Ok(Command::Causes(None))));
    assert!(matches!(read(&["practice", "--list"]), Ok(Command::Practice(o)) if o.list));
    let Ok(Command::Check(check)) = read(&[
        "check",
        "practice:healthy",
        "--format",
        "json",
        "-o",
        "r.json",
        "--timeout",
        "2.5",
        "--answer",
        "login-step=code-asked",
        "--connect-to",
        "a:1:127.0.0.1:2",
        "--connect-to",
        "b:1:127.0.0.1:3",
        "--dns-server",
        "::1",
        "--client",
        "ts@3.1.0",
    ]) else {
        panic!("not read")
    };
    assert_eq!(check.run.practice_fault(), Some("healthy"));
    assert_eq!((check.output.format, check.run.way.connect_to.len()), (Format::Json, 2));
    assert_eq!(check.run.judge.timeout, Some(Duration::from_millis(2500)));
    assert_eq!(check.run.judge.answers, [(Question::LoginStep, Choice::CodeAsked)]);
    assert_eq!(check.run.way.dns_server, Some("[::1]:53".parse().unwrap()));
    assert!(matches!(read(&["--help"]), Err(text) if text == "shown"));
    assert!(read(&["check", "--version"]).is_err());
}

#[test]
fn wrong_usage_is_one_line_that_says_what_to_do() {
    let table: Vec<(Vec<&str>, &str)> = vec![
        (vec!["check", "--timeout", "0"], "--timeout: “0” is not a number of seconds"),
        (vec!["check", "--timeout", "NaN"], "not a number of seconds"),
        (vec!["check", "--timeout", "1e3"], "not a number of seconds"),
        (vec!["check", "--timeout", "3601"], "not a number of seconds"),
        (vec!["check", "--timeout=-1"], "not a number of seconds"),
        (vec!["check", "--timeout", "1", "--timeout", "2"], "--timeout is given twice: keep one"),
        (vec!["check", "--proxy", "http://p:1", "--no-proxy"], "contradict each other"),
        (vec!["check", "--no-api-key", "--api-key-env", "A"], "contradict each other"),
        (vec!["check", "--no-api-key", "--api-key-file", "a"], "contradict each other"),
        (vec!["check", "--api-key-file", "a", "--api-key-env", "A"], "contradict each other"),
        (vec!["check", "--symptom", "unauthorised"], "did you mean unauthorized?"),
        (vec!["check", "--symptom", ""], "use one of console-login-fails, unauthorized"),
        (vec!["check", "--format", "xml"], "--format can't be “xml”: use one of text, json"),
        (vec!["check", "--format"], "--format needs a value: use one of text, json"),
        (vec!["check", "--answer", "login-step"], "write QUESTION=CHOICE"),
        (vec!["check", "--answer", "login-step=yes"], "there is no answer to login-step “yes”"),
        (vec!["check", "--answer", "key-created=yes", "--answer", "key-created=no"], "key-created two answers"),
        (vec!["check", "--fromat", "json"], "there is no option --fromat here: did you mean --format?"),
        (vec!["--symptom", "unauthorized", "check"], "write the command first"),
        (vec!["--plain", "practice", "healthy"], "write the command first, and --plain behind it"),
        (vec!["chck"], "did you mean “check”?"),
        (vec!["check", "--dns-server", "dns.example"], "is not an address"),
        (vec!["check", "--dns-server", "1.1.1.1:0"], "is not an address"),
        (vec!["check", "--connect-to", "x"], "is not HOST:PORT:ADDR:PORT"),
        (vec!["check", "--client", "cobol"], "use python, typescript"),
        (vec!["practice", "healthy", "--list"], "contradict each other"),
    ];
    for (line, expected) in table {
        let text = problem(&line);
        assert!(text.contains(expected), "{line:?}: {text}");
        assert!(!text.contains('\n'));
    }
}

#[test]
fn what_may_be_a_key_is_not_repeated() {
    let secret = "planted-secret-0123456789";
    let lines: Vec<Vec<String>> = vec![
        vec!["check".into(), "url".into(), secret.into()],
        vec!["check".into(), "--api-key".into(), secret.into()],
        vec!["check".into(), format!("--api-key={secret}")],
        vec!["check".into(), "--api-key-env".into(), secret.into()],
        vec!["check".into(), "--proxy".into(), format!("ftp://u:{secret}@h")],
        vec!["check".into(), "--grpc".into(), format!("ftp://u:{secret}@h")],
        vec!["check".into(), "--console".into(), format!("https://u:{secret}@:x")],
        vec!["practice".into(), "healthy".into(), secret.into()],
        vec![secret.into(), secret.into()],
    ];
    for line in lines {
        let words: Vec<&str> = line.iter().map(String::as_str).collect();
        let text = problem(&words);
        assert!(!text.contains("planted"), "{text}");
    }
}

#[test]
fn control_characters_and_length_do_no_harm() {
    let long = "a\u{1b}[31m\n".repeat(20_000);
    for option in
        ["--timeout", "--symptom", "--client", "--format", "--color", "--dns-server", "--connect-to", "--answer"]
    {
        let text = problem(&["check", option, &long]);
        assert!(text.len() < 1200 && !text.contains(['\n', '\u{1b}']), "{text}");
    }
    let text = problem(&["check", &format!("--{long}")]);
    assert!(text.len() < 1200 && !text.contains(['\n', '\u{1b}']), "{text}");
}
