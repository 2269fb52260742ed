//! Does what a text costs grow with its length, and not with the square of it? Each door but `scan` (`tests/fuzz` names them) × patterns that
//! were slow somewhere.
//!
//! What is measured is no time: the processor's instructions, which valgrind counts where it is installed, from 10 KB on; and the bytes that
//! are allocated, up to 10 MB. Without valgrind the instructions are skipped with a line. What is quadratic has sixteen times the cost at four
//! times the length; what is linear has four times the cost, and less while a fixed part counts.
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use weaviate_doctor::frontend::tui::view::{Theme, view};
use weaviate_doctor::io::discover::config_file::Config;
use weaviate_doctor::io::discover::options::{ConfigOptions, DiscoverOptions};
use weaviate_doctor::io::discover::{Environment, assemble};
use weaviate_doctor::io::project_scan::{Request, SkippedFile, scan};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::connect_to::ConnectTo;
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::proxy::Proxy;
use weaviate_doctor::model::target::{Endpoint, Target};
use weaviate_doctor::report::{self, Style};
use weaviate_doctor::rules::compare::Comparison;
use weaviate_doctor::rules::explain::{explain, masked};
use weaviate_doctor::wizard::Wizard;

/// The allocator counts for the whole process, so its tests run one after the other.
static ALONE: Mutex<()> = Mutex::new(());

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Lengths at which instructions are counted.
const COUNTED_BYTES: [usize; 3] = [10 << 10, 40 << 10, 160 << 10];
/// Longest text whose allocated bytes are compared with those of a quarter of it. `SCALING_BYTES=10000000` is for an optimized build.
const ALLOCATED_BYTES: usize = 250_000;
/// What four times the length may cost. Sorting, trees and the overlap of windows add a little to four; quadratic would be sixteen.
const MOST: f64 = 6.0;

/// A key, so that the redactor has something to look for.
const KEY: &str = "Zq7RtUv2+Ks9xWm4LpYb/Ng6HcJd8EfGh3TaQk5VnRs1=";

/// A door, its patterns, and the longest text that it takes.
struct Door {
    name: &'static str,
    run: fn(&str),
    patterns: &'static [&'static str],
    longest: usize,
}

/// The doors, or those that `SCALING_DOORS` names.
fn doors() -> impl Iterator<Item = Door> {
    let wanted = std::env::var("SCALING_DOORS").ok();
    DOORS.into_iter().filter(move |door| wanted.as_ref().is_none_or(|w| w.split(',').any(|name| name == door.name)))
}

const DOORS: [Door; 7] = [
    Door {
        name: "explain",
        run: |text| drop(explain(text.as_bytes())),
        patterns: &[
            "key=",
            "Bearer ",
            "{\"",
            "https://",
            "at x.y(z)\n",
            "unauthorized: invalid api key ",
            "api key is\n",
            "%41",
            "密",
            "\n",
        ],
        longest: usize::MAX,
    },
    Door {
        name: "masked",
        run: |text| drop(masked(text, &Redactor::default())),
        patterns: &["key=a1 ", "Bearer \n", "https://a:b@", "\"key\": \"", "key is "],
        longest: 1 << 20,
    },
    Door {
        name: "dotenv",
        run: dotenv,
        patterns: &["A=b\n", "B=${A}\n", "A='", "A=\"b\n", "export ", "#", "\\\n", "=", "WEAVIATE_URL=a b\n"],
        longest: 1 << 20,
    },
    Door {
        name: "config",
        run: |text| drop(Config::read(text)),
        patterns: &["a = 1\n", "[a]\n", "[", "\"", "#\n", "{a=", "a.", "[[a]]\n", "a = [1,\n", "'''\n"],
        longest: 1 << 20,
    },
    Door {
        name: "values",
        run: values,
        patterns: &["a", ".", "a.", ":", "[", "@", "%41", "/", "1.", "-", "密", "https://"],
        longest: usize::MAX,
    },
    Door {
        name: "redactor",
        run: redactor,
        patterns: &[
            "a",
            "Zq7RtUv2",
            KEY,
            "%41",
            "&#65;",
            "\\u0041",
            "=\r\n",
            "<b>",
            "WnE3UnRVdjI",
            " ",
            "%25",
            "5A:71:",
        ],
        longest: usize::MAX,
    },
    Door {
        name: "report",
        run: saved_report,
        patterns: &[
            "steps", "links", "evidence", "places", "clients", "findings", "facts", "text", "lines", "probes",
            "proxies",
        ],
        longest: 16 << 20,
    },
];

fn dotenv(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(".env"), text).expect("written");
    drop(assemble(&DiscoverOptions::default(), &Environment::of([], folder.path())));
}

fn values(text: &str) {
    let _ = Target::read(text, None);
    let _ = (Endpoint::read(text), ConnectTo::read(text), Proxy::read(text, Origin::Argument));
    let key = ApiKey::new(text.to_owned());
    let _ = (key.problems(), key.repaired());
}

fn redactor(text: &str) {
    let redactor = Redactor::new([&ApiKey::new(KEY.to_owned())]);
    let _ = (redactor.redact(text), redactor.finds(text));
}

/// A text of this length out of a pattern; of `report`, a report with as much of what the pattern names.
fn text(door: &Door, pattern: &str, length: usize) -> String {
    if door.name != "report" {
        return pattern.repeat(length / pattern.len());
    }
    let mut report: Value = serde_json::from_str(include_str!("fuzz/seeds/report/grpc-blocked.json")).expect("JSON");
    let item = |i: usize| format!("https://docs.weaviate.io/{i}");
    let list = |each: &dyn Fn(usize) -> Value| {
        let one = each(0).to_string().len() + 1;
        Value::Array((0..length / one).map(each).collect())
    };
    let cause = &mut report["diagnosis"]["causes"][0];
    match pattern {
        "steps" => cause["fix"]["steps"] = list(&|i| json!({"text": item(i), "command": "ls"})),
        "links" => cause["fix"]["links"] = list(&|i| item(i).into()),
        "evidence" => cause["evidence"] = list(&|i| item(i).into()),
        "places" => cause["places"] = list(&|i| item(i).into()),
        "text" => cause["summary"] = "a ".repeat(length / 2).into(),
        "lines" => cause["summary"] = "a\n".repeat(length / 2).into(),
        "clients" => {
            let client = report["clients"][0].clone();
            report["clients"] = list(&|_| client.clone());
        }
        "facts" => report["probes"][0]["facts"]["x"] = list(&|i| item(i).into()),
        "probes" => {
            let probe = report["probes"][0].clone();
            report["probes"] = list(&|_| probe.clone());
        }
        "findings" => {
            report["findings"] = list(&|i| {
                json!({"path": item(i), "line": 1, "column": 1, "end_line": 1, "end_column": 2,
                "cause": "key-in-source", "confidence": "certain", "message": "m", "fixable": false})
            });
        }
        _ => {
            report["proxies"] =
                list(&|i| json!({"language": "python", "protocol": "rest", "variable": item(i), "proxy": item(i)}));
        }
    }
    report.to_string()
}

fn saved_report(text: &str) {
    let Ok(read) = report::read(text, &Redactor::default()) else { return };
    drop((report::text::render(&read, Style::PLAIN), report::markdown(&read)));
    drop((report::junit(&read), report::json(&read)));
    drop(report::pseudonymous(read.clone(), &Case::empty()));
    drop(Comparison::of(&read, &read));
    let wizard = Wizard::on_report(read, "saved.json");
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).expect("a terminal");
    let drawn = terminal.draw(|frame| {
        view(&wizard, &Theme::default(), frame);
    });
    drawn.expect("drawn");
}

/// Ten megabytes, where a door takes less: refused in a line or left alone, whatever stands in them.
#[test]
fn what_is_too_long_is_refused_in_bounded_work() {
    const BYTES: usize = 10_000_000;
    /// Gives the line that refuses a text, where there is one.
    type Refuse = fn(&str) -> Option<String>;
    fn config(text: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).expect("written");
        let others = ConfigOptions { config: Some(path), ..ConfigOptions::default() };
        let options = DiscoverOptions { others, ..DiscoverOptions::default() };
        assemble(&options, &Environment::of([], folder.path())).err().map(|error| error.to_string())
    }
    fn source(text: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.py"), format!("import weaviate\n{text}")).expect("written");
        let outcome = scan(&Request::of(vec![folder.path().to_owned()], folder.path().to_owned()));
        outcome.left_out.first().map(SkippedFile::line)
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let doors: [(&str, Refuse, bool); 4] = [
        (
            "dotenv",
            |text| {
                dotenv(text);
                None
            },
            false,
        ),
        ("config", config, true),
        ("scan", source, true),
        ("values", |text| Target::read(text, None).err().map(|problem| format!("{problem:?}")), true),
    ];
    let patterns = doors.iter().map(|(name, ..)| {
        DOORS.iter().find(|d| d.name == *name).map_or(&["x = f(a)\n", "(", "# c\n"][..], |d| d.patterns)
    });
    for ((name, refuse, has_line), patterns) in doors.iter().zip(patterns) {
        for pattern in patterns {
            let text = pattern.repeat(BYTES / pattern.len());
            let region = Region::new(ALLOCATOR);
            let line = refuse(&text);
            let allocated = region.change().bytes_allocated;
            // Reading it into memory once or twice is what a refusal may cost.
            assert!(allocated < 3 * BYTES, "{name} {pattern:?}: {allocated}");
            assert!(line.is_some() == *has_line && !line.is_some_and(|line| line.contains('\n')), "{name} {pattern:?}");
        }
    }
}

/// A report of as many bytes as may be, with more values or text than any has.
#[test]
fn a_report_of_ten_megabytes_is_refused_in_a_line() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let door = doors().find(|door| door.name == "report").expect("a door");
    for pattern in door.patterns {
        let text = text(&door, pattern, 10_000_000);
        let region = Region::new(ALLOCATOR);
        let refused = report::read(&text, &Redactor::default());
        let allocated = region.change().bytes_allocated;
        // A text that is one of its own is cut, not refused.
        let cut = matches!(*pattern, "text" | "lines");
        assert!(cut || refused.is_err_and(|error| !error.to_string().contains('\n')), "{pattern}");
        assert!(allocated < 60 * text.len(), "{pattern}: {allocated}");
    }
}

/// What valgrind counts: this function and everything below it.
#[inline(never)]
fn one_measured_input(run: fn(&str), text: &str) {
    run(text);
}

/// What is above the line, with the door's name. Of three costs the differences count, so that a fixed part doesn't hide the growth; what is
/// cut off at some length grows no more.
fn above(door: &Door, pattern: &str, costs: &[f64]) -> Option<String> {
    let (growth, grows) = match costs {
        [small, middle, large] if middle > small => ((large - middle) / (middle - small), *large > middle * 1.5),
        // What is refused for its length costs less than what was read: from there on only its reading counts.
        [_, middle, large] => (large / middle.max(1.0), true),
        [small, large] => (large / small.max(1.0), true),
        _ => (0.0, false),
    };
    println!("{:<9} {pattern:<14?} {costs:.0?} ×{growth:.2}", door.name);
    (grows && growth > MOST).then(|| format!("{} {pattern:?}: {costs:?}, ×{growth:.2}", door.name))
}

/// The work of the process under valgrind: each text once, the fixed tables loaded before.
#[test]
fn under_valgrind() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    if std::env::var_os("SCALING_UNDER_VALGRIND").is_none() {
        return;
    }
    for door in doors() {
        (door.run)(&text(&door, door.patterns[0], 500));
        for pattern in door.patterns {
            for length in COUNTED_BYTES {
                one_measured_input(door.run, &text(&door, pattern, length));
            }
        }
    }
}

#[test]
#[ignore = "takes minutes and valgrind: cargo test --test scaling -- --ignored"]
fn instructions_grow_as_the_text_does() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let has = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !has {
        return eprintln!("skipped: valgrind, which counts instructions, is not installed");
    }
    let wrong = std::thread::scope(|scope| {
        let each: Vec<_> = doors().map(|door| scope.spawn(move || counted(&door))).collect();
        each.into_iter().flat_map(|one| one.join().expect("counted")).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A door's patterns that are above the line.
fn counted(door: &Door) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    // Two ways of writing the function's name: to one of them callgrind applies one option only.
    let status = Command::new("valgrind")
        .args(["-q", "--tool=callgrind", "--toggle-collect=scaling::one_measured_input"])
        .arg("--dump-after=*one_measured_input*")
        .arg(format!("--callgrind-out-file={}", folder.path().join("out").display()))
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "under_valgrind", "--test-threads=1"])
        .envs([("SCALING_UNDER_VALGRIND", "1"), ("SCALING_DOORS", door.name)])
        .stdout(Stdio::null())
        .status()
        .expect("valgrind");
    assert!(status.success(), "{}: {status}", door.name);
    let mut number = 0;
    let mut next = |_| {
        number += 1;
        instructions(&folder.path().join(format!("out.{number}")))
    };
    door.patterns.iter().filter_map(|pattern| above(door, pattern, &COUNTED_BYTES.map(&mut next))).collect()
}

/// What one dump of callgrind counts.
#[expect(clippy::cast_precision_loss, reason = "a ratio is wanted")]
fn instructions(path: &Path) -> f64 {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let total =
        |line: &str| line.strip_prefix("totals: ").or(line.strip_prefix("summary: "))?.trim().parse::<u64>().ok();
    text.lines().find_map(total).expect("a total") as f64
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a ratio is wanted")]
fn allocated_bytes_grow_as_the_text_does() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = std::env::var("SCALING_BYTES").ok().and_then(|text| text.parse().ok()).unwrap_or(ALLOCATED_BYTES);
    let mut wrong = Vec::new();
    for door in doors() {
        for pattern in door.patterns {
            let longest = bytes.min(door.longest);
            let costs = [longest / 4, longest].map(|length| {
                let text = text(&door, pattern, length);
                let region = Region::new(ALLOCATOR);
                (door.run)(&text);
                region.change().bytes_allocated as f64
            });
            wrong.extend(above(&door, pattern, &costs));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
