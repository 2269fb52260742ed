//! `weaviate-doctor` finds out why someone can't get into Weaviate Cloud, proves it, and hands over the fix. This is the map: read it first.
//!
//! ```text
//! symptom / error text / source code            what the user has
//!         │
//!         ▼
//! target + plan ──► probes ──► evidence ──► diagnosis ──► cause ──► fix ──► screen, JSON, text, JUnit, Markdown
//!   (pure)          (IO)        (data)       (pure)                (words)   (observers)
//! ```
//!
//! A functional core touches no network, clock, disk or terminal; a thin shell does all IO. Probe code and diagnosis code never import
//! each other: they meet only in the data of [`model::evidence`]. The wizard and `check` observe the same run ([`io::probe::start`]), judge it
//! with the same function ([`rules::diagnosis::diagnose`]) and take their words from the same place ([`words::catalog::fix`]), so they can't
//! drift apart.
//!
//! # Floors
//!
//! Imports go down only, and no files import each other in a circle but a module with its own children; `tests/architecture.rs` proves both
//! on the module graph.
//!
//! | floor | room | what stands there |
//! |---|---|---|
//! | 6 | [`frontend`] | the command line, a file a command, and the two interactive front ends with the session that they share |
//! | 5 | [`io`] | probes, the observer of a program, discovery, the practice cluster, the walk through a project, files, log |
//! | 5 | [`wizard`] | the state machine: what is on screen, and what an input does to it |
//! | 4 | [`report`] | the report, built and rendered: JSON, text, Markdown, HTML, `JUnit`, SARIF |
//! | 3 | [`rules`] | pure decisions: diagnosis, interview, clients, explain, program, scan, compare |
//! | 2 | [`words`] | from data to sentences: the assets, and one formatter each for durations, dates, lists |
//! | 1 | [`model`] | plain data: no rule, no IO, no sentence |
//!
//! # Where do I put …?
//!
//! - a new cause: a row of the table in [`model::cause`], its words in `assets/knowledge/causes`, its rule in [`rules::diagnosis`]; the tests
//!   name what is still missing (`.github/CONTRIBUTING.md` has the steps);
//! - a new fact that a probe learns: [`model::evidence`]; the probe itself: [`io::probe`];
//! - what is seen of a program (`run`): the bytes in `io::observe`, their types in [`model::evidence`], whose host and which shape of a
//!   credential in [`rules::program`], the causes in `rules/diagnosis/program.rs`;
//! - what a client library does: [`rules::clients`]; words that it raises: `assets/patterns`;
//! - what a result says, and in which order: [`words::result_document`], block by block; how a block looks: [`report::text`],
//!   [`mod@report::markdown`], [`mod@report::html`], `frontend/tui/view/blocks.rs`, `frontend/plain/document.rs`;
//! - a sentence: `assets`, never `src`; how a duration or a list reads: [`words::format`];
//! - what all screens of the wizard share: [`wizard::Context`];
//! - a screen: its state in [`wizard`], its drawing in [`frontend::tui::view`], its lines in [`frontend::plain`];
//! - a key, a word of `--plain`, what stands at the bottom and in the help: the table of [`wizard::actions`];
//! - a key press that starts something: [`frontend::tui::view::keys`] → [`wizard::actions::meaning`] → an [`wizard::Action`] → the screen in
//!   [`wizard`] → an [`wizard::Effect`] → [`frontend::session::session_loop`] → [`frontend::session::tasks`].
//!
//! # Glossary
//!
//! | word | what it means here |
//! |---|---|
//! | case | what the user brought: URL, key, client, symptom, answers, settings ([`model::case::Case`]) |
//! | symptom | what the user sees, one of nine |
//! | target | the endpoints that a URL stands for |
//! | chain | the probes of one way: local, REST, gRPC, console; or what was seen of the user's program |
//! | observer | the proxy on loopback through which `run` sees what a program sends |
//! | probe | one measurement with an id such as `grpc.tls` |
//! | plan | which probes a case needs, and which must pass first, as data |
//! | evidence | what the probes observed, typed |
//! | facts | what one probe learned |
//! | failure | why a probe failed, named by layer ([`model::evidence::Failure`]) |
//! | cause | why the user can't get in; it has an id, an owner and words |
//! | finding | a cause with how sure it is and what proves it |
//! | detail | what a finding's words need, typed ([`model::finding::Detail`]) |
//! | owner | who has to act |
//! | confidence | certain, likely or possible |
//! | verdict | healthy, diagnosed or undiagnosed |
//! | action | what a person can do on a screen, by key, mouse or word ([`wizard::Action`]) |
//! | effect | what the wizard wants done outside, as data ([`wizard::Effect`]) |
//! | document | a text as blocks, which every form only renders ([`words::document`]) |
//! | article | the words of a cause in the assets; filled with a case's values it is a fix |
//! | snippet | code of the fix in one client language, a real source file |
//! | client | a language's official client library, or curl |
//! | practice cluster | a Weaviate on loopback with a fault put in on purpose |
//! | pseudonym | what stands in a name's place in a redacted report |
//! | sanitized text | foreign text without control, bidirectional or invisible characters |
//!
//! # Invariants (`tests/architecture.rs` keeps them)
//!
//! - `model`, `words`, `rules` and `wizard` import no runtime, network, terminal, file system or clock.
//! - Every cause has its words, a scenario that reaches it and, where a probe can see it, a practice fault that produces it; nothing in the
//!   assets is without its cause. The list of causes is the table in [`model::cause`]; a property of a cause stands nowhere else.
//! - The same words lead `check` and `explain` to the same cause (`tests/diagnosis/pieces.rs`).
//! - Words stand in `assets`, decisions in code. A command in a fix is shown only when everything in it is known.
//! - Failures are typed where they arise and nested by layer; nobody parses error text afterwards. Matches on them name every variant.
//! - Not measured is not the same as no: a probe behind a failed one is skipped with the reason.
//! - A key is called bad only after this server refused it over a connection whose certificate verified.
//! - [`model::api_key::ApiKey`] is the one type that holds a key. It implements neither `Debug`, `Display` nor `Serialize`; types around it that
//!   are shown in tests ([`model::case::Sourced`]) show where it came from instead.
//! - Files are opened by [`io::files`] alone: without waiting, of a kind that ends, up to a bound.
//!
//! # Decisions that differ from the first sketch
//!
//! - The report's schema stands in [`model::report_schema`], below the rules that compare two of them.
//! - A connection passes from probe to probe (`io/probe/net/handover.rs`): TCP hands its socket to TLS, TLS its session to the first request,
//!   so that what was inspected is what is used, and the server sees three connections: one for the requests around the key, one beside it
//!   for those that need none, one for gRPC. What died on the way is dialed once more, and what happens then is what counts. hyper speaks
//!   HTTP over them, because reqwest only dials for itself.
//! - [`io::probe`] never asks the rules; [`io::conclusions`] adds the working hypothesis to its events for those who watch a run.
//! - REST offers HTTP/1.1 only, because the official Python and TypeScript clients do.

pub mod frontend;
pub mod io;
pub mod model;
pub mod report;
pub mod rules;
pub mod wizard;
pub mod words;
