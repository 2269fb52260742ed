//! Lays out each program as its language wants it, compiles what is compiled, and runs it with the official client. The client and its
//! libraries are untouched: where the machine should trust the practice's authority, its root files say so.

use super::space::with_files;
use super::stage::Stage;
use super::table::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use weaviate_doctor::io::practice::PRACTICE_KEY;
use weaviate_doctor::model::client::Language;

/// Where the one program that serves listens, and who asks it at a time.
const SERVED: &str = "127.0.0.1:3000";
static ASKING: Mutex<()> = Mutex::new(());

const PARSE_CSHARP: &str = "import sys, tree_sitter, tree_sitter_c_sharp as grammar
tree = tree_sitter.Parser(tree_sitter.Language(grammar.language())).parse(open(sys.argv[1], 'rb').read())
sys.exit('a syntax error' if tree.root_node.has_error else 0)";

/// What a program came to.
pub struct Outcome {
    /// It printed the server's version, or was parsed.
    pub connected: bool,
    /// All that it wrote.
    pub output: String,
}

fn all() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("snippets")
}

/// The folder of all programs of one client.
fn shared(row: &Row) -> PathBuf {
    all().join(format!("{}-{}", row.language.id(), row.client))
}

fn folder(row: &Row) -> PathBuf {
    let name = format!("{}-{}-{}", row.shown(), row.stage, row.surroundings);
    shared(row).join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
}

fn file(row: &Row) -> PathBuf {
    let ending = match (row.language, &row.before) {
        (Language::TypeScript, Some(_)) => "js",
        (Language::TypeScript, None) => "ts",
        (Language::Python, _) => "py",
        (Language::Go, _) => "go",
        (Language::Java, _) => "java",
        (Language::CSharp, _) => "cs",
        (Language::Curl, _) => "sh",
    };
    folder(row).join(format!("main.{ending}"))
}

/// Writes all programs and compiles those that are compiled together.
pub fn prepare(rows: &[Row], stages: &BTreeMap<String, Stage>) {
    for client in rows.iter().map(shared).collect::<BTreeSet<_>>() {
        let _ = std::fs::remove_dir_all(client);
    }
    for row in rows {
        std::fs::create_dir_all(folder(row)).expect("folder");
        std::fs::write(file(row), &row.code).expect("written");
    }
    let mut done = BTreeSet::new();
    for row in rows.iter().filter(|row| done.insert(shared(row))) {
        match row.language {
            Language::TypeScript => type_script(row),
            Language::Go => go(row),
            Language::Java => java(row, rows),
            Language::Python | Language::CSharp | Language::Curl => {}
        }
    }
    // Before anything runs: a program must not read a file that is being written for the next one.
    let mut done = BTreeSet::new();
    for row in rows.iter().filter(|r| r.language == Language::Python && stages[&r.stage].trusted) {
        for (with, own) in python_roots(row, &stages[&row.stage]) {
            if done.insert(with.clone()) {
                let read = |path: &Path| std::fs::read_to_string(path).expect("roots");
                std::fs::write(with, read(&own) + "\n" + &read(&stages[&row.stage].root)).expect("written");
            }
        }
    }
    let java: BTreeSet<&str> = rows.iter().filter(|r| r.language == Language::Java).map(|r| r.stage.as_str()).collect();
    for stage in java.into_iter().map(|name| &stages[name]).filter(|s| s.trusted) {
        let mut keytool = Command::new("keytool");
        keytool.args([
            "-importcert",
            "-noprompt",
            "-alias",
            "practice",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
        ]);
        let store = trust_store(stage);
        let _ = std::fs::remove_file(&store);
        succeed(keytool.arg("-file").arg(&stage.root).arg("-keystore").arg(store));
    }
}

/// The name of a program's class. It is unique among the programs of one client for one address.
fn class(row: &Row) -> &str {
    let name = row.code.split("\nclass ").nth(1).and_then(|rest| rest.split_whitespace().next());
    name.unwrap_or_else(|| panic!("no class in {}", row.shown()))
}

/// Where the classes for this row's address are.
fn classes(row: &Row) -> PathBuf {
    shared(row).join(if row.stage == "self-hosted" { "classes-self-hosted" } else { "classes" })
}

/// Compiles all programs of this row's client, each once for each address: starting the compiler takes longer than compiling.
fn java(first: &Row, rows: &[Row]) {
    let mut groups: BTreeMap<PathBuf, BTreeMap<&str, &Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| shared(row) == shared(first)) {
        let same = groups.entry(classes(row)).or_default().insert(class(row), row);
        assert!(same.is_none_or(|other| other.code == row.code), "two classes {}", class(row));
    }
    for (folder, programs) in groups {
        let mut javac = Command::new("javac");
        javac.arg("-cp").arg(format!("{}/*", first.home().display())).arg("-d").arg(folder);
        succeed(javac.args(programs.into_values().map(file)));
    }
}

/// What certifi and older releases of grpcio bring, each with the file that has the cluster's authority in it too.
fn python_roots(row: &Row, stage: &Stage) -> Vec<(PathBuf, PathBuf)> {
    let own = ["certifi/cacert.pem", "grpc/_cython/_credentials/roots.pem"].map(|name| row.home().join(name));
    let with = |i: usize| stage.folder.join(format!("python-{}-{i}.pem", row.client));
    own.into_iter().enumerate().filter(|(_, own)| own.is_file()).map(|(i, own)| (with(i), own)).collect()
}

fn trust_store(stage: &Stage) -> PathBuf {
    stage.folder.join("trust.p12")
}

/// Checks the types of all snippets, and compiles them.
fn type_script(row: &Row) {
    let config = r#"{"compilerOptions": {"target": "es2022", "module": "nodenext", "strict": true, "skipLibCheck": true,
        "types": ["node"], "noEmitOnError": true}, "include": ["*/main.ts"]}"#;
    let here = shared(row);
    std::fs::write(here.join("tsconfig.json"), config).expect("written");
    std::fs::write(here.join("package.json"), r#"{"type": "module"}"#).expect("written");
    std::os::unix::fs::symlink(row.home().join("node_modules"), here.join("node_modules")).expect("link");
    succeed(Command::new("node").arg("node_modules/typescript/bin/tsc").current_dir(here));
}

fn go(row: &Row) {
    let here = shared(row);
    for name in ["go.mod", "go.sum"] {
        std::fs::copy(row.home().join(name), here.join(name)).expect("copied");
    }
    let command = &mut Command::new("go");
    succeed(command.args(["build", "-mod=readonly", "-o", "bin/", "./..."]).env("GOPROXY", "off").current_dir(here));
}

fn succeed(command: &mut Command) {
    let ended = command.stdin(Stdio::null()).output().expect("started");
    let (out, error) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{command:?}\n{out}{error}");
}

/// Runs one program.
pub fn run(row: &Row, stage: &Stage) -> Outcome {
    let serves = row.snippet.as_deref().is_some_and(|name| name.starts_with("browser-app"));
    let mut command = command(row, stage, !serves);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let outcome = if serves {
        let _alone = ASKING.lock();
        serve(command)
    } else {
        let ended = command.output().expect("started");
        let out = String::from_utf8_lossy(&ended.stdout).into_owned();
        let connected = ended.status.success()
            && match row.language {
                Language::CSharp => true,
                Language::Curl => out.contains("HTTP status 200") && out.contains("\"version\":\"1."),
                Language::Python | Language::TypeScript | Language::Go | Language::Java => {
                    out.contains("Connected, server version 1.")
                }
            };
        Outcome { connected, output: out + &String::from_utf8_lossy(&ended.stderr) }
    };
    std::fs::write(folder(row).join("output.txt"), &outcome.output).expect("written");
    outcome
}

fn command(row: &Row, stage: &Stage, ends: bool) -> Command {
    let home = row.home();
    let mut files = vec![
        (stage.hosts.clone(), PathBuf::from("/etc/hosts")),
        (stage.resolver.clone(), PathBuf::from("/etc/resolv.conf")),
    ];
    if stage.trusted && row.language == Language::Python {
        files.extend(python_roots(row, stage));
    }
    let program = match row.language {
        Language::Python | Language::CSharp => "python3".into(),
        Language::TypeScript => "node".into(),
        Language::Go => shared(row).join("bin").join(folder(row).file_name().expect("name")),
        Language::Java => "java".into(),
        Language::Curl => "sh".into(),
    };
    let mut command = with_files(&files, &program, ends);
    let kept = ["PATH", "HOME", "JAVA_HOME", "PYENV_ROOT", "PYENV_VERSION", "TMPDIR"].map(|n| (n, std::env::var_os(n)));
    command.env_clear().envs(kept.into_iter().filter_map(|(n, v)| Some((n, v?)))).env("LANG", "C.UTF-8");
    command
        .env("WEAVIATE_API_KEY", PRACTICE_KEY)
        .env("OPENAI_API_KEY", "a-key-of-the-provider")
        .env("COMPANY_ROOT", &stage.company);
    match row.language {
        Language::Python => {
            command.env("PYTHONPATH", &home).env("PYTHONNOUSERSITE", "1").arg(file(row));
        }
        Language::CSharp => {
            command.env("PYTHONPATH", &home).args(["-c", PARSE_CSHARP]).arg(file(row));
        }
        Language::TypeScript => {
            if stage.trusted {
                command.env("NODE_EXTRA_CA_CERTS", &stage.root);
            }
            command.arg(file(row).with_extension("js"));
        }
        Language::Go | Language::Curl => {
            if stage.trusted {
                command.env("SSL_CERT_FILE", &stage.root);
            }
            if row.language == Language::Curl {
                command.arg(file(row));
            }
        }
        Language::Java => {
            if stage.trusted {
                command.arg(format!("-Djavax.net.ssl.trustStore={}", trust_store(stage).display()));
                command.arg("-Djavax.net.ssl.trustStorePassword=changeit");
            }
            command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
            command.arg("-cp").arg(format!("{}/*:{}", home.display(), classes(row).display())).arg(class(row));
        }
    }
    command.envs(&row.env);
    command
}

/// Asks the program that serves for a search. That the cluster knows no such collection shows that the search got there with a good key.
fn serve(mut command: Command) -> Outcome {
    let mut child = command.spawn().expect("started");
    let (mut line, mut answer) = (String::new(), String::new());
    let _ = BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line);
    if line.starts_with("Listening")
        && let Ok(mut stream) = TcpStream::connect(SERVED)
    {
        let _ = stream.write_all(b"GET /api/search?q=wine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let _ = stream.read_to_string(&mut answer);
    }
    let _ = child.kill();
    let error = child.wait_with_output().map(|o| String::from_utf8_lossy(&o.stderr).into_owned()).unwrap_or_default();
    let connected = answer.starts_with("HTTP/1.1 502") && error.contains("could not find class Article in schema");
    Outcome { connected, output: line + &answer + &error }
}
