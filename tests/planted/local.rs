//! Every place of this machine where the key can stand without being asked for: a stranger's report, an error text, the names and comments of a
//! project, `.env`, the config file, the command line. In each, each form; nothing opens a socket.

use super::disguise::{FORMS, KEY};
use super::network::one_line;
use super::outputs::{self, Outputs};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use weaviate_doctor::frontend::cli::{self, EarlyExit};
use weaviate_doctor::io::discover::options::{ConfigOptions, DiscoverOptions};
use weaviate_doctor::io::discover::{Environment, assemble};
use weaviate_doctor::io::log::{Log, LogNames};
use weaviate_doctor::io::project_scan::{Request, SkippedFile, patch, scan};
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::evidence::Evidence;
use weaviate_doctor::model::usage_error;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::diagnosis::diagnose;
use weaviate_doctor::rules::explain::{TextReader, masked};

/// This machine: the key is in the environment or in `.env`.
fn machine(folder: &Path, in_dotenv: bool) -> Environment {
    if in_dotenv {
        std::fs::write(folder.join(".env"), format!("OTHER=1\nWEAVIATE_API_KEY='{KEY}'\n")).expect("written");
        return Environment::of([], folder);
    }
    Environment::of([("WEAVIATE_API_KEY", KEY)], folder)
}

/// As much of it as the name of a file may have.
fn file_name(written: &str, without: &[char]) -> String {
    let mut name = written.replace(without, "");
    name.truncate(name.floor_char_boundary(220));
    name
}

/// Looks into each form's outputs.
fn none_is_shown(place: &str, outputs: impl Fn(usize, &str) -> Outputs) {
    let wrong: Vec<String> = FORMS
        .iter()
        .enumerate()
        .flat_map(|(n, form)| outputs::wrong(&outputs(n, &(form.1)(KEY)), &[n], place))
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Puts it behind every text but the words of the schema, and into names.
fn spoil(value: &mut Value, written: &str) {
    match value {
        Value::String(text) => *text = format!("{text} {written}"),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, written)),
        Value::Object(fields) => {
            let is_id = |name: &str| matches!(name, "verdict" | "confidence" | "owner");
            for (_, field) in fields.iter_mut().filter(|(name, _)| !is_id(name)) {
                spoil(field, written);
            }
            if fields.contains_key("free") {
                fields.insert(written.to_owned(), "x".into());
                fields.insert("id".to_owned(), written.into());
                fields.insert("status".to_owned(), written.into());
            }
        }
        _ => {}
    }
}

#[test]
fn no_output_of_a_stranger_s_report_shows_a_key_of_this_machine() {
    let mut full: Value = serde_json::from_str(include_str!("../fuzz/seeds/report/grpc-blocked.json")).expect("JSON");
    full["probes"][0]["facts"] = json!({"free": "x", "names": ["a"], "deep": {"free": "y"}});
    full["answers"] = json!({"login-step": "x"});
    full["diagnosis"]["conclusion"] =
        json!({"title": "x", "summary": "y", "why": "z", "steps": [{"text": "t", "command": "c"}]});
    full["findings"] = json!([{"path": "a.py", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "cause": "key-in-source",
        "confidence": "certain", "message": "m", "fixable": false}]);
    none_is_shown("an opened report", |n, written| {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = machine(folder.path(), n.is_multiple_of(2)).keys().redactor();
        let mut spoiled = full.clone();
        spoil(&mut spoiled, written);
        spoiled["diagnosis"]["causes"][0]["fix"]["snippet"] =
            json!({"language": "python", "code": format!("x = '{written}'\n# {written}")});
        spoiled["diagnosis"]["causes"][0]["fix"]["links"] =
            json!([format!("https://x.example/{}", one_line(written).replace(' ', ""))]);
        match report::read(&spoiled.to_string(), &keys) {
            Ok(report) => outputs::of_report(&report, n),
            Err(error) => vec![("refusal".to_owned(), error.to_string())],
        }
    });
}

#[test]
fn no_output_of_a_scan_shows_a_key_of_this_machine() {
    const WRONG: &str =
        "import weaviate\nc = weaviate.connect_to_weaviate_cloud('console.weaviate.cloud', auth_credentials=key())\n";
    none_is_shown("a project", |n, written| {
        let folder = tempfile::tempdir().expect("a folder");
        let environment = machine(folder.path(), n.is_multiple_of(2));
        // As a name, as far as a name can be so; what can't be read has a name as well.
        // A slash is one between folders.
        let name = file_name(written, &['\0']);
        let inner: PathBuf = folder.path().join(&name);
        std::fs::create_dir_all(&inner).expect("a folder");
        let text = format!("# {written}\n{WRONG}# {written}\nnote = '''{written}'''\n");
        for path in [inner.join("a.py"), folder.path().join(format!("{name}.py")), folder.path().join("plain.py")] {
            std::fs::write(path, &text).expect("written");
        }
        std::fs::write(inner.join("b.py"), b"weaviate \0\xff").expect("written");
        let outcome = scan(&Request::of(vec![folder.path().to_owned()], folder.path().to_owned()));
        assert!(outcome.findings.len() >= 3, "{name:?}: {outcome:?}");
        let keys = environment.keys().redactor();
        let outcome = outcome.without(&keys);
        let made = patch::patch(&outcome.findings, &keys, |path| std::fs::read(folder.path().join(path)).ok());
        let lines: Vec<String> = outcome.left_out.iter().map(SkippedFile::line).collect();
        let sarif = report::scan::sarif(&outcome, |cause| cause.id().to_owned()).to_string();
        let decoded = percent_encoding::percent_decode_str(&sarif).decode_utf8_lossy().into_owned();
        vec![
            ("scan text".to_owned(), report::scan::text(&outcome, Style::PLAIN)),
            ("scan JSON".to_owned(), report::scan::json(&outcome, None).expect("JSON")),
            ("SARIF".to_owned(), sarif),
            ("SARIF, decoded".to_owned(), decoded),
            ("patch".to_owned(), String::from_utf8_lossy(&made.text).into_owned()),
            ("lines".to_owned(), lines.join("\n")),
            ("debug".to_owned(), format!("{outcome:?}").replace('\\', "")),
        ]
    });
}

#[test]
fn no_output_of_an_error_text_shows_a_key_of_this_machine() {
    none_is_shown("an error text", |n, written| {
        let folder = tempfile::tempdir().expect("a folder");
        let environment = machine(folder.path(), n.is_multiple_of(2));
        let others = ConfigOptions { without: true, ..ConfigOptions::default() };
        let case = assemble(&DiscoverOptions { others, ..DiscoverOptions::default() }, &environment).expect("a case");
        let text = format!(
            "weaviate.exceptions.UnexpectedStatusCodeError: {written}\nPOST https://abc.weaviate.cloud/v1/{0}: {{\"code\":401,\
             \"message\":\"unauthorized: invalid api key {written}\"}}\n{written}\n",
            one_line(written).replace(' ', "")
        );
        let mut reader = TextReader::knowing(case.redactor());
        reader.push(text.as_bytes());
        let explanation = reader.explain();
        let json = serde_json::to_string_pretty(&report::explained(&explanation, &case)).expect("JSON");
        vec![
            (
                "explain text".to_owned(),
                case.redactor().redact(&weaviate_doctor::report::explanation_text(
                    &explanation,
                    &case,
                    weaviate_doctor::report::Style::PLAIN,
                )),
            ),
            ("explain JSON".to_owned(), json),
            ("the text on screen".to_owned(), masked(&text, &case.redactor())),
        ]
    });
}

/// A case of this folder that probes nothing, with everything that is written of it.
fn written_of(case: &Case, number: usize) -> Outputs {
    let evidence = Evidence::default();
    let moment = Moment { started: std::time::UNIX_EPOCH, took: std::time::Duration::ZERO };
    let report = report::build(case, &evidence, &diagnose(case, &evidence), moment);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    Log::open(&path, LogNames::Shown).expect("opened").begin(case);
    let mut all = outputs::of_report(&report, number);
    all.push(("log".to_owned(), std::fs::read_to_string(&path).expect("written")));
    all
}

#[test]
fn no_name_or_comment_of_dotenv_or_the_config_file_is_shown() {
    none_is_shown(".env and the config file", |n, written| {
        let folder = tempfile::tempdir().expect("a folder");
        let line = one_line(written);
        // The key is known by the environment; the files have it where nobody expects it.
        let environment = machine(folder.path(), false);
        let dotenv = format!(
            "# {written}\nWEAVIATE_URL=https://abc.weaviate.cloud/{line} # {written}\nCOMMENT='{written}'\n{line}=1\n{written}"
        );
        std::fs::write(folder.path().join(".env"), dotenv).expect("written");
        let requirements = file_name(&line, &['/']);
        std::fs::write(folder.path().join(format!("requirements-{requirements}.txt")), "weaviate-client==4.9.1\n")
            .expect("written");
        let quoted = Value::from(written).to_string();
        let configs = [
            format!("# {line}\nclient = \"python\"\n[clusters.{quoted}]\nurl = \"https://abc.weaviate.cloud\"\n"),
            format!("[clusters.a]\nurl = {quoted}\n"),
            format!("{quoted} = 1\n"),
            format!("[clusters.a]\nurl = \"https://abc.weaviate.cloud\"\napi_key_env = {quoted}\n"),
            format!("[clusters.a]\nurl = \"https://abc.weaviate.cloud\"\napi_key_file = {quoted}\n"),
            format!("client = {quoted}\n"),
            format!("[clusters.a\n{line}"),
        ];
        let config = folder.path().join(format!("{requirements}.toml"));
        std::fs::write(&config, &configs[n % configs.len()]).expect("written");
        let mut all = Outputs::new();
        let plain = assemble(&DiscoverOptions::default(), &environment).expect("a case");
        all.extend(written_of(&plain, n));
        for target in [None, Some("a".to_owned()), Some(written.to_owned())] {
            for config_text in &configs {
                std::fs::write(&config, config_text).expect("written");
                let others = ConfigOptions { config: Some(config.clone()), ..ConfigOptions::default() };
                match assemble(
                    &DiscoverOptions { target: target.clone(), others, ..DiscoverOptions::default() },
                    &environment,
                ) {
                    Err(error) => {
                        let line = usage_error::shown(&error.to_string(), &environment.redactor(), target.as_slice());
                        all.push(("a line about the config file".to_owned(), line.to_string()));
                    }
                    Ok(case) if config_text == &configs[n % configs.len()] => all.extend(written_of(&case, n)),
                    Ok(_) => {}
                }
            }
        }
        all
    });
}

#[test]
fn no_line_about_wrong_usage_shows_a_form() {
    let places: [&[&str]; 22] = [
        &["check", "--client", "{}"],
        &["check", "--client", "python@{}"],
        &["check", "--symptom", "{}"],
        &["check", "--connect-to", "{}"],
        &["check", "--connect-to", "{}:443:127.0.0.1:1"],
        &["check", "--dns-server", "{}"],
        &["check", "--answer", "{}"],
        &["check", "--answer", "{}=yes"],
        &["check", "--answer", "login-step={}"],
        &["check", "--proxy", "gopher://{}"],
        &["check", "--console", "{} x"],
        &["check", "--grpc", "{} x"],
        &["check", "--timeout", "{}"],
        &["check", "--init-timeout", "{}"],
        &["check", "--format", "{}"],
        &["check", "--color", "{}"],
        &["check", "--{}"],
        &["check", "-{}"],
        &["check", "a", "{}"],
        &["man", "{}", "x"],
        &["completions", "{}"],
        &["explain", "--format={}"],
    ];
    let folder = tempfile::tempdir().expect("a folder");
    none_is_shown("the command line", |n, written| {
        let keys = machine(folder.path(), n.is_multiple_of(2)).redactor();
        let mut all = Outputs::new();
        for place in places {
            let arguments: Vec<String> = place.iter().map(|argument| argument.replace("{}", written)).collect();
            let all_of_them =
                ["weaviate-doctor"].map(OsString::from).into_iter().chain(arguments.iter().map(OsString::from));
            if let Err(EarlyExit::Usage(error)) = cli::parse(all_of_them) {
                all.push((format!("{place:?}"), usage_error::shown(&error.to_string(), &keys, &arguments).to_string()));
            }
        }
        assert!(all.len() >= 15, "{written}: {}", all.len());
        all
    });
}
