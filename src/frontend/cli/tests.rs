//! Command lines as people type them.

use super::*;

fn read(line: &[&str]) -> Result<Command, String> {
    let words = std::iter::once("weaviate-doctor").chain(line.iter().copied()).map(OsString::from);
    parse(words).map_err(|stop| match stop {
        EarlyExit::Usage(error) => error.to_string(),
        EarlyExit::Show(_) => "shown".to_owned(),
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
    CommandLine::command().debug_assert();
}

/// Letters and digits alone: line breaks, indents and escapes differ from one form to the other.
fn letters(text: &str) -> String {
    text.replace("\\*(Aq", "'").chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What stands between the heading of an option and the next one.
fn entry<'t>(text: &'t str, heading: &str) -> &'t str {
    let start = text.find(heading).unwrap_or_else(|| panic!("no {heading} in {text}")) + heading.len();
    let rest = &text[start..];
    &rest[..rest.find(".TP").unwrap_or(rest.len())]
}

#[test]
fn every_option_of_every_command_has_words_in_help_man_page_and_completions() {
    use clap::CommandFactory as _;
    let mut all = CommandLine::command();
    all.build();
    let mut seen = 0;
    for command in std::iter::once(&all).chain(all.get_subcommands().filter(|c| c.get_name() != "help")) {
        let name = (command.get_name() != all.get_name()).then(|| command.get_name());
        let page = man(name).expect("a page");
        let options = &page[page.find(".SH OPTIONS").unwrap_or(0)..];
        let help = letters(&command.clone().render_long_help().to_string());
        for option in command.get_arguments() {
            let what = format!("{name:?} {}", option.get_id());
            let words = option.get_long_help().or(option.get_help()).expect(&what).to_string();
            let ascii: String = words.chars().filter(char::is_ascii).collect();
            assert!(letters(&words).len() > 8, "{what}");
            assert!(help.contains(&letters(&ascii)), "{what}: --help");
            if let Some(long) = option.get_long() {
                seen += 1;
                let told = entry(options, &format!("\\-\\-{}\\fR", long.replace('-', "\\-")));
                let first: String = letters(&ascii).chars().take(30).collect();
                assert!(letters(told).contains(&first), "{what}: man page: {told}");
            }
        }
    }
    assert!(seen > 60, "{seen}");
    let described = |shell, is_option: fn(&str) -> bool, has_words: fn(&str) -> bool| {
        let script = completions(shell);
        let options: Vec<&str> = script.lines().filter(|line| is_option(line)).collect();
        assert!(options.len() > 60, "{shell:?}: {}", options.len());
        for line in options {
            assert!(has_words(line), "{shell:?}: {line}");
        }
    };
    described(
        CompletionShell::Fish,
        |l| l.starts_with("complete ") && l.contains(" -l "),
        |l| l.contains(" -d '") && !l.contains(" -d ''"),
    );
    described(
        CompletionShell::Zsh,
        |l| l.trim_start_matches(['\'', '*', '(', ' ']).starts_with("--"),
        |l| l.contains('[') && !l.contains("[]"),
    );
    // Without words, the option's own name stands there.
    described(
        CompletionShell::PowerShell,
        |l| l.contains("::new('--"),
        |l| l.rsplit_once(", '").is_some_and(|(_, words)| !words.starts_with("--") && words.len() > 10),
    );
    let bash = completions(CompletionShell::Bash);
    for option in all.get_arguments().filter_map(clap::Arg::get_long) {
        assert!(bash.contains(&format!("--{option}")), "{option}");
    }
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
    assert_eq!((check.output.write.format(), check.run.way.connect_to.len()), (ReportFormat::Json, 2));
    assert_eq!(check.run.judge.timeout, Some(Duration::from_millis(2500)));
    assert_eq!(check.run.judge.answers, [(Question::LoginStep, Choice::CodeAsked)]);
    assert_eq!(check.run.way.dns_server, Some("[::1]:53".parse().unwrap()));
    assert!(matches!(read(&["--help"]), Err(text) if text == "shown"));
    assert!(read(&["check", "--version"]).is_err());
}

#[test]
fn wrong_usage_is_one_line_that_says_what_to_do() {
    let table: Vec<(Vec<&str>, &str)> = vec![
        (vec!["check", "--timeout", "0"], "--timeout: “0” isn't a number of seconds"),
        (vec!["check", "--timeout", "NaN"], "isn't a number of seconds"),
        (vec!["check", "--timeout", "1e3"], "isn't a number of seconds"),
        (vec!["check", "--timeout", "3601"], "isn't a number of seconds"),
        (vec!["check", "--timeout=-1"], "isn't a number of seconds"),
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
        (vec!["check", "--answer", "login-step=yes"], "there's no answer to login-step “yes”"),
        (vec!["check", "--answer", "key-created=yes", "--answer", "key-created=no"], "key-created two answers"),
        (vec!["check", "--fromat", "json"], "there's no option --fromat here: did you mean --format?"),
        (vec!["--symptom", "unauthorized", "check"], "write the command first"),
        (vec!["--plain", "practice", "healthy"], "write the command first, then --plain"),
        (vec!["chck"], "did you mean “check”?"),
        (vec!["check", "--dns-server", "dns.example"], "isn't an address"),
        (vec!["check", "--dns-server", "1.1.1.1:0"], "isn't an address"),
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

/// The page for people and agents, and the skill, name commands that exist.
#[test]
fn the_guide_names_commands_that_can_be_read() {
    let mut count = 0;
    for text in [crate::words::catalog::GUIDE, include_str!("../../../assets/skill/SKILL.md")] {
        for span in text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("weaviate-doctor ")) {
            let command = span.split(" < ").next().expect("a command");
            let words = shlex::split(command).expect("words");
            assert!(parse(words.into_iter().map(OsString::from)).is_ok(), "{span}");
            count += 1;
        }
    }
    assert!(count > 12, "{count}");
}
