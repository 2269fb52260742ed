//! What is seen on the way to the probes: the first screen and its filter, the form, an error text, the help.

use super::*;
use crate::model::cause::Cause;
use crate::model::symptom::Symptom;
use strum::IntoEnumIterator as _;

#[test]
fn the_first_screen_needs_nothing_and_then_shows_what_was_found() {
    let mut wizard = Wizard::new(None, faults());
    sees(&mut wizard, &["What's going wrong?", "Found here  looking", "● Symptom ── ○ Cluster", "q quit"]);
    send(&mut wizard, Msg::Discovered(found()));
    let fingerprint = ApiKey::new(PLANTED.to_owned()).fingerprint();
    sees(&mut wizard, &["weaviate.cloud · key set", &format!("set, fingerprint {fingerprint}"), "Check this first"]);
    // The source document's groups, and in each its symptoms in its order.
    let lines = lines(&mut wizard);
    for (line, words) in lines.iter().skip(3).zip([
        "In the browser",
        "log in",
        "device",
        "In your program",
        "401",
        "MFA was turned on",
        "new cluster",
        "On the way",
        "times out",
        "one place",
    ]) {
        assert!(line.contains(words), "{line}");
    }
}

#[test]
fn each_symptom_is_explained_in_whole_sentences_even_while_a_reset_link_runs() {
    let mut wizard = ready();
    let scanned = crate::wizard::source::Scanned { files: 3, ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    let link = crate::wizard::StoredLink { id: 1, start: 1_800_000_000, asked: 1, label: String::new() };
    send(&mut wizard, Msg::StoredLinks(vec![link]));
    for _ in 0..9 {
        let seen = lines(&mut wizard);
        let row = seen.iter().rposition(|l| l.contains("sure, check everything")).expect("the last symptom");
        assert!(seen[row + 2].contains("Check this first"), "{}", seen.join("\n"));
        let first = seen[row + 3..].iter().take_while(|line| !line.trim().is_empty());
        let first = first.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        assert!(first.ends_with('.') || first.contains("Found here"), "{first}:\n{}", seen.join("\n"));
        assert!(seen.iter().any(|l| l.contains("m reset link")));
        keys(&mut wizard, "j");
    }
}

#[test]
fn filtering_by_typing() {
    let mut wizard = ready();
    keys(&mut wizard, "/mfa device");
    let lines = lines(&mut wizard);
    assert!(lines.iter().any(|l| l.contains("› MFA asks for a code")) && !lines.iter().any(|l| l.contains("401")));
    keys(&mut wizard, "zzz");
    sees(&mut wizard, &["Nothing matches"]);
}

#[test]
fn the_filter_finds_causes_and_explains_them_by_keys_and_mouse() {
    let mut wizard = ready();
    keys(&mut wizard, "/");
    let all = Symptom::iter().count() + Cause::iter().count();
    sees(&mut wizard, &[&format!("{all} of {all}"), "› I can't log in", "Known causes", "more lines", "⏎ next"]);
    keys(&mut wizard, "proxy");
    sees(&mut wizard, &["› It works in one place", "Known causes", "⏎ next"]);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    sees(&mut wizard, &["⏎ explain", "F1 help"]);
    let last = lines(&mut wizard);
    // A click selects and moves nothing; a second one opens.
    let row = last.iter().position(|l| l.contains("› ")).expect("selected");
    let above = last[row - 1].trim().to_owned();
    click(&mut wizard, &above);
    assert!(lines(&mut wizard)[row - 1].contains(&format!("› {above}")), "{above}");
    click(&mut wizard, &above);
    sees(&mut wizard, &["What to do", "  1 ", "c copy", "● Symptom"]);
    let first = lines(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Wheel(1)));
    assert_ne!(lines(&mut wizard), first);
    let copied = click(&mut wizard, "c copy");
    assert!(matches!(copied.as_slice(), [Effect::Copy(crate::wizard::CopyOf::Explanation, _)]));
    keys(&mut wizard, "⎋");
    sees(&mut wizard, &["/ proxy", &format!("› {above}")]);
    // Walking through all of it, what is selected is always seen.
    keys(&mut wizard, "⎋/");
    for size in [(60, 16), (80, 24), (200, 50)] {
        for key in std::iter::repeat_n(Key::Down, 80).chain(std::iter::repeat_n(Key::Up, 80)) {
            let seen = screen_of(&mut wizard, FULL, size).join("\n");
            assert!(seen.contains(" › "), "{seen}");
            send(&mut wizard, Msg::Input(Input::Key(key)));
        }
    }
}

#[test]
fn the_form_says_what_comes_out_and_what_is_wrong() {
    let mut wizard = ready();
    keys(&mut wizard, "2");
    sees(
        &mut wizard,
        &[
            "REST  abc.c0.europe-west3.gcp.weaviate.cloud:443",
            "gRPC  grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443",
            "••••••••••••••••   20 to 200 characters, fingerprint",
            "from WEAVIATE_API_KEY",
            "› [ Continue ]",
        ],
    );
    keys(&mut wizard, "↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    keys(&mut wizard, "console.weaviate.cloud↓\"short\"");
    sees(&mut wizard, &["✗ This URL is the console", "The quotes around it", "as it is and cleaned up"]);
    // The key in the wrong field is hidden there.
    keys(&mut wizard, "↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned()))));
    sees(&mut wizard, &["This looks like your key"]);
}

#[test]
fn a_password_or_token_in_the_url_is_veiled_while_it_is_typed() {
    let mut wizard = ready();
    keys(&mut wizard, "2↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    for c in "https://some:hunter2@abc.weaviate.cloud/v1?token=tok3n#frag".chars() {
        send(&mut wizard, Msg::Input(Input::Char(c)));
        let seen = lines(&mut wizard).join("\n");
        for secret in ["hunter", "tok3", "frag"] {
            assert!(!seen.contains(secret), "{seen}");
        }
    }
    sees(
        &mut wizard,
        &["https://••••••••••••@abc.weaviate.cloud/v1?•••••••••••#••••", "Removed a user name or password"],
    );
    // The cursor stands behind the last character, and a window that shows only the end shows dots too.
    let mut terminal = Terminal::new(TestBackend::new(60, 16)).unwrap_or_else(|e| match e {});
    terminal.draw(|frame| drop_drawn(view(&wizard, &FULL, frame))).unwrap_or_else(|e| match e {});
    let cursor = terminal.get_cursor_position().unwrap_or_else(|e| match e {});
    assert!(cursor.x > 40 && cursor.x < 60, "{cursor}");
    keys(&mut wizard, "↓⎋");
    let seen = lines(&mut wizard).join("\n");
    assert!(!seen.contains("hunter") && !seen.contains("tok3"), "{seen}");
}

/// A key that the program does not know, pasted into every field there is: dots of its width, the cursor behind them.
#[test]
fn what_looks_like_a_key_is_hidden_in_every_field() {
    const UNKNOWN: &str = "hrqNMpT4owEXAMPLEkey0000002";
    for name in ["URL", "filter", "file with the error text", "error text", "save", "compare"] {
        let mut wizard = match name {
            "save" | "compare" => super::screens::broken(),
            _ => ready(),
        };
        match name {
            "URL" => {
                keys(&mut wizard, "2↑↑↑↑");
                send(&mut wizard, Msg::Input(Input::Ctrl('u')));
            }
            "filter" => drop(keys(&mut wizard, "/")),
            "error text" => drop(keys(&mut wizard, "8")),
            "file with the error text" => {
                keys(&mut wizard, "8");
                send(&mut wizard, Msg::Input(Input::Ctrl('o')));
            }
            "save" => {
                send(&mut wizard, Msg::Input(Input::Ctrl('s')));
                send(&mut wizard, Msg::Input(Input::Ctrl('u')));
            }
            _ => drop(keys(&mut wizard, "v")),
        }
        let before = cursor(&wizard);
        send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(format!("see {UNKNOWN}")))));
        // A pasted error text is explained at once.
        if name == "error text" {
            keys(&mut wizard, "b");
        }
        let seen = lines(&mut wizard).join("\n");
        // What has a space in it is no address, so that nothing of it is shown there.
        assert!(!seen.contains(&UNKNOWN[..8]) && (name == "URL" || seen.contains("see ")), "{name}: {seen}");
        if name != "error text" {
            assert!(seen.contains(&"•".repeat(UNKNOWN.len())), "{name}: {seen}");
            assert_eq!(cursor(&wizard), before + 4 + UNKNOWN.len(), "{name}");
        }
    }
}

/// The same keys typed letter by letter: no screen ever shows eight letters of how one begins.
#[test]
fn a_key_that_is_typed_letter_by_letter_is_hidden_before_it_looks_like_one() {
    let fields = ["URL", "URL behind https://", "filter", "error text", "file", "save", "compare", "label"];
    // Each field gets some of the sixty; the functions behind them get all.
    for (n, key) in crate::wizard::typed::sixty_keys().into_iter().enumerate() {
        let name = fields[n % fields.len()];
        let mut wizard = match name {
            "save" | "compare" => super::screens::broken(),
            _ => ready(),
        };
        let ctrl = |wizard: &mut Wizard, c| send(wizard, Msg::Input(Input::Ctrl(c)));
        match name {
            "URL" | "URL behind https://" => {
                keys(&mut wizard, "2↑↑↑↑");
                ctrl(&mut wizard, 'u');
                keys(&mut wizard, name.strip_prefix("URL behind ").unwrap_or_default());
            }
            "filter" => drop(keys(&mut wizard, "/")),
            "error text" => drop(keys(&mut wizard, "8")),
            "file" => {
                keys(&mut wizard, "8");
                ctrl(&mut wizard, 'o');
            }
            "save" => {
                send(&mut wizard, Msg::Input(Input::Ctrl('s')));
                ctrl(&mut wizard, 'u');
            }
            "label" => {
                wizard.cx.links.editing = Some(crate::wizard::field::Field::default());
                keys(&mut wizard, "");
            }
            _ => drop(keys(&mut wizard, "v")),
        }
        for c in key.chars() {
            send(&mut wizard, Msg::Input(Input::Char(c)));
            let seen = lines(&mut wizard).join("\n");
            assert!(!seen.to_lowercase().contains(&key[..8].to_lowercase()), "{name} {key}: {seen}");
        }
    }
}

fn cursor(wizard: &Wizard) -> usize {
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap_or_else(|e| match e {});
    terminal.draw(|frame| drop_drawn(view(wizard, &FULL, frame))).unwrap_or_else(|e| match e {});
    usize::from(terminal.get_cursor_position().unwrap_or_else(|e| match e {}).x)
}

#[test]
fn an_error_text_shows_its_cause_and_the_deciding_words_and_never_the_key() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(crate::model::case::Case::empty())));
    keys(&mut wizard, "8");
    sees(&mut wizard, &["What does the error say?", "● Error text", "Ctrl-O open a file", "F1 help"]);
    let text = format!(
        "headers: {{'Authorization': 'Bearer {PLANTED}'}}\nweaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint! Unexpected \
         status code: 401, with response body: {{'code': 401, 'message': 'unauthorized: invalid api key'}}.\n"
    );
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(text))));
    sees(
        &mut wizard,
        &["What gave it away, on line 2", "^^^^^^^", "This text contained a key, token", "⏎ fix", "r check"],
    );
    keys(&mut wizard, "b");
    sees(&mut wizard, &["[key removed]", "Press Enter for the fix"]);
    keys(&mut wizard, "⏎⏎");
    sees(&mut wizard, &["Do this", "r check", "● Fix"]);
    keys(&mut wizard, "w");
    sees(&mut wizard, &["the text says: “"]);
    // A key that is typed, letter by letter, nothing announcing it.
    keys(&mut wizard, "bbe");
    let redactor = Redactor::new([&ApiKey::new(PLANTED[..12].to_owned())]);
    for c in PLANTED.chars() {
        send(&mut wizard, Msg::Input(Input::Char(c)));
        let seen = lines(&mut wizard).join("\n");
        assert!(!redactor.finds(&seen), "{seen}");
    }
    let mut wizard = ready();
    keys(&mut wizard, "8");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new("it does not work".to_owned()))));
    sees(&mut wizard, &["doesn't say enough", "r check"]);
    send(&mut wizard, Msg::Input(Input::F(1)));
    sees(&mut wizard, &["Check, to be sure"]);
}

#[test]
fn help_shows_the_keys_of_the_screen_beneath() {
    let mut wizard = ready();
    keys(&mut wizard, "?");
    sees(&mut wizard, &["Keys on this screen", "Show only the lines that contain"]);
    keys(&mut wizard, "⎋2↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::F(1)));
    sees(&mut wizard, &["Go to another field", "Ctrl-U"]);
}
