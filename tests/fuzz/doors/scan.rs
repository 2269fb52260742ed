//! `scan`: source files of each kind, with the findings in every form and the patch. Keys in them come out nowhere.

use super::{Door, Fixtures, holds_no_key, is_clean, with_key};
use crate::mutate::Random;
use std::time::Duration;
use weaviate_doctor::io::project_scan::patch;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::scan_outcome::ScanOutcome;
use weaviate_doctor::report::Style;
use weaviate_doctor::report::scan;
use weaviate_doctor::rules::scan::{Grammar, Installed, SettingsFormat, SourceKind, scan_source};

const PYTHON: &[&str] = &[
    "import weaviate\n",
    "weaviate.connect_to_weaviate_cloud(",
    "cluster_url=",
    "auth_credentials=",
    "Auth.api_key(\"{key}\")",
    "\"{key}\"",
    "os.environ[\"WEAVIATE_API_KEY\"]",
    "os.getenv(",
    "AdditionalConfig(timeout=Timeout(init=1))",
    "headers={\"X-OpenAI-Api-Key\": ",
    "f\"https://{host}\"",
    "\"\"\"",
    ".format(a)",
    "# pip install weaviate-client==3.26.7\n",
    "\\\n",
    ".b()",
    "requests.get(",
    "Bearer {key}",
    "    ",
    "def f():\n",
    "lambda: ",
    "async with ",
    "weaviate.Client(",
    "AuthApiKey(",
    "with ",
    "%s",
    "**kw",
    "# c\n",
    "@",
];
const SCRIPT: &[&str] = &[
    "import weaviate from 'weaviate-client';\n",
    "weaviate.connectToWeaviateCloud(",
    "authCredentials: ",
    "new weaviate.ApiKey('{key}')",
    "process.env.WEAVIATE_API_KEY",
    "NEXT_PUBLIC_WEAVIATE_API_KEY",
    "import.meta.env.VITE_WEAVIATE_KEY",
    "`https://${host}`",
    "await ",
    "headers: { Authorization: `Bearer {key}` }",
    "fetch(",
    "{...a}",
    "=> ",
    "<A b={c}>",
    "</A>",
    "timeout: { init: 1 }",
    "?.b()",
    ".b()",
    "'use client';\n",
    "function(){",
    "const a = ",
    "as any",
    "/*",
    "*/",
    "//",
    "export ",
    "<script setup lang=\"ts\">",
    "</script>",
];
const GO: &[&str] = &[
    "package main\n",
    "import \"github.com/weaviate/weaviate-go-client/v4/weaviate\"\n",
    "weaviate.Config{",
    "Host: ",
    "Scheme: \"https\"",
    "AuthConfig: auth.ApiKey{Value: \"{key}\"}",
    "os.Getenv(\"WEAVIATE_API_KEY\")",
    "fmt.Sprintf(\"%s\", a)",
    ".b()",
    "func f() {",
    "`",
    "StartupTimeout: 1 * time.Second",
    ":= ",
    "map[string]string{",
    "http.NewRequest(",
    "// c\n",
    "&",
    "struct {",
];
const JAVA: &[&str] = &[
    "import io.weaviate.client.WeaviateClient;\n",
    "new Config(\"https\", ",
    "WeaviateAuthClient.apiKey(config, \"{key}\")",
    "System.getenv(\"A\")",
    "WeaviateClient.connectToWeaviateCloud(",
    "class A {",
    "void f() {",
    "apiKey: \"",
    "<a ",
    ".b()",
    "String.format(",
    "\"\"\"",
    "Map.of(",
    "\"Authorization\", \"Bearer {key}\"",
    "new HashMap<>() {{",
    "@A",
    "-> ",
];
const CSHARP: &[&str] = &[
    "using Weaviate.Client;\n",
    "await Connect.Cloud(",
    "Auth.ApiKey(\"{key}\")",
    "Environment.GetEnvironmentVariable(\"A\")",
    "$\"{a}\"",
    "$\"{{",
    "@\"",
    "\"\"\"",
    "class A {",
    "void F() {",
    "var c = ",
    ".b()",
    "string a,",
    "new() { ",
    "x => ",
    "initTimeout: ",
    "<a>",
    "#if\n",
    "?.",
    "???",
];
const SHELL: &[&str] = &[
    "curl ",
    "-H \"Authorization: Bearer {key}\"",
    "https://abc.c0.europe-west3.gcp.weaviate.cloud/v1/meta",
    "export WEAVIATE_API_KEY={key}\n",
    "$WEAVIATE_API_KEY",
    "${A:-b}",
    "$(",
    "`",
    "<<EOF\n",
    "EOF\n",
    "|",
    "\\\n",
    "'",
    "\"",
    "&&",
    "-u user:{key}",
    "--data @a",
    "if [ ",
];
const DOTENV: &[&str] = &[
    "WEAVIATE_URL=",
    "WEAVIATE_API_KEY={key}\n",
    "NEXT_PUBLIC_WEAVIATE_API_KEY={key}\n",
    "VITE_",
    "https://abc.c0.europe-west3.gcp.weaviate.cloud",
    "http://localhost:8080",
    "export ",
    "\"",
    "'",
    "# c\n",
    "${A}",
    "pwd ",
    "password=",
    "key ",
    "token:",
    " ",
    "\r\n",
    "OIDC=eyJ",
];
const NOTEBOOK: &[&str] = &[
    "\"cells\"",
    "\"source\"",
    "!pip install weaviate-client==3.1\\n",
    "import weaviate\\n",
    "%%bash\\n",
    "weaviate.connect_to_weaviate_cloud(",
    "\\\"{key}\\\"",
    "\"language\"",
    "\"python\"",
    "\\u0041",
    "\\n",
    "[",
    "]",
];

const SETTINGS: &[&str] = &[
    "WEAVIATE_URL",
    "WEAVIATE_API_KEY",
    "weaviate",
    "api-key",
    "https://abc.c0.europe-west3.gcp.weaviate.cloud",
    "{key}",
    "kind: Secret\n",
    "data:\n",
    "stringData:\n",
    "env:\n",
    "  - name: ",
    "    value: ",
    "environment:\n",
    "env_file: .env\n",
    "- ",
    ": ",
    "= ",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "<<: ",
    "---\n",
    "[a.b]\n",
    "\"\"\"",
    "'''",
    "{\"",
    "\": ",
    "// c\n",
    "ENV ",
    "ARG ",
    "RUN export ",
    "\\\n",
    "${A:-b}",
    "bm90IGEga2V5Cg==",
    "  ",
    "\t",
    "# c\n",
];

/// Whether files of this kind are the door's seeds.
type Wanted = fn(&SourceKind) -> bool;

pub fn doors() -> Vec<Door> {
    let door = |name, run: fn(&[u8]), inputs, words, wanted: Wanted| Door {
        name,
        run,
        inputs,
        words,
        fixtures: Fixtures::Sources(wanted),
    };
    vec![
        door("scan-python", |d| code(d, "a.py"), 150, PYTHON, |s| *s == SourceKind::Code(Grammar::Python)),
        door("scan-typescript", |d| code(d, "a.ts"), 150, SCRIPT, |s| *s == SourceKind::Code(Grammar::TypeScript)),
        door("scan-tsx", |d| code(d, "next.config.jsx"), 150, SCRIPT, |s| *s == SourceKind::Code(Grammar::Tsx)),
        door("scan-go", |d| code(d, "a.go"), 150, GO, |s| *s == SourceKind::Code(Grammar::Go)),
        door("scan-java", |d| code(d, "a.java"), 150, JAVA, |s| *s == SourceKind::Code(Grammar::Java)),
        door("scan-csharp", |d| code(d, "a.cs"), 150, CSHARP, |s| *s == SourceKind::Code(Grammar::CSharp)),
        door("scan-shell", |d| code(d, "a.sh"), 150, SHELL, |s| *s == SourceKind::Code(Grammar::Shell)),
        door("scan-dotenv", |d| code(d, ".env"), 250, DOTENV, |s| *s == SourceKind::DotEnv),
        door("scan-notebook", |d| code(d, "a.ipynb"), 150, NOTEBOOK, |s| *s == SourceKind::Notebook),
        door("scan-yaml", |d| code(d, "values-prod.yaml"), 150, SETTINGS, |s| is_settings(*s, SettingsFormat::Yaml)),
        door("scan-toml", |d| code(d, "secrets.toml"), 150, SETTINGS, |s| is_settings(*s, SettingsFormat::Toml)),
        door("scan-json", |d| code(d, "appsettings.json"), 150, SETTINGS, |s| is_settings(*s, SettingsFormat::Json)),
        door(
            "scan-properties",
            |d| code(d, "application.properties"),
            150,
            SETTINGS,
            |s| is_settings(*s, SettingsFormat::Lines),
        ),
        door(
            "scan-dockerfile",
            |d| code(d, "Dockerfile"),
            150,
            SETTINGS,
            |s| is_settings(*s, SettingsFormat::Dockerfile),
        ),
        door("scan-page", |d| code(d, "a.vue"), 150, SCRIPT, |s| *s == SourceKind::Page),
    ]
}

fn is_settings(source: SourceKind, format: SettingsFormat) -> bool {
    source == SourceKind::Settings(format)
}

fn code(data: &[u8], path: &str) {
    // Bytes that are no text are an input too.
    let bytes = if std::str::from_utf8(data).is_ok() { with_key(data).into_bytes() } else { data.to_vec() };
    let source = SourceKind::of(path).expect("a kind that is read");
    let mut random = Random::of(data);
    let measured = random.once_in(2).then_some(Duration::from_secs(3));
    let Ok(file) = scan_source(path, &bytes, source, &Installed::default(), measured) else { return };
    let outcome = ScanOutcome {
        findings: file.findings,
        clusters: file.clusters,
        limits: file.limits,
        files: 1,
        ours: 1,
        ..ScanOutcome::default()
    };
    let made = patch::patch(&outcome.findings, &Redactor::default(), |_| Some(bytes.clone()));
    holds_no_key(&String::from_utf8_lossy(&made.text), "the patch");
    let text = scan::text(&outcome, Style::PLAIN);
    is_clean(&text, true, "the text");
    let json = scan::json(&outcome, None).expect("JSON");
    let sarif = scan::sarif(&outcome, |cause| cause.id().to_owned()).to_string();
    for (what, text) in [("the text", &text), ("the JSON", &json), ("the SARIF", &sarif)] {
        holds_no_key(text, what);
    }
    for finding in &outcome.findings {
        assert!(finding.line >= 1 && finding.line <= finding.end_line, "{finding:?}");
        assert!(finding.fix.iter().all(|edit| edit.bytes.end <= bytes.len()), "{finding:?}");
        is_clean(finding.message.as_str(), false, "a message");
    }
}
