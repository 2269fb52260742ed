//! Presentation mode: no name is on any screen.

use super::*;
use crate::wizard::practice::ClusterSource;
use crate::words::document::Item;

/// A case and findings full of names.
fn named(wizard: &mut Wizard) {
    let mut case = found();
    case.url = crate::model::case::Sourced::new(
        "https://secretid9.c0.europe-west3.gcp.weaviate.cloud".to_owned(),
        crate::model::evidence::Origin::File("/home/annabel/a-folder-with-a-long-name/of-a-project/inside/.env".into()),
    );
    case.key.origin = crate::model::evidence::Origin::File(
        "/home/annabel/another-folder-with-a-long-name/for-secrets/key.txt".into(),
    );
    send(wizard, Msg::Discovered(case));
}

#[test]
fn on_a_shared_screen_no_name_is_seen_and_one_step_at_a_time() {
    const NAMES: [&str; 3] = ["secretid9", "203.0.113.1", "annabel"];
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    named(&mut wizard);
    sees(&mut wizard, &["secretid9"]);
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    let mut seen = String::new();
    let mut look = |wizard: &mut Wizard| {
        for size in [(60, 16), (80, 24), (120, 40), (200, 50)] {
            let lines = screen_of(wizard, FULL, size);
            let screen = lines.join("\n");
            for name in NAMES {
                assert!(!screen.contains(name), "{name}:\n{screen}");
            }
            assert!(screen.contains("names replaced"), "{screen}");
            seen.push_str(&screen);
        }
    };
    look(&mut wizard);
    keys(&mut wizard, "3");
    look(&mut wizard);
    keys(&mut wizard, "↑↑↑↑");
    look(&mut wizard);
    keys(&mut wizard, "↓↓↓↓⏎");
    look(&mut wizard);
    finish(&mut wizard, &grpc_blocked());
    look(&mut wizard);
    sees(&mut wizard, &["Do this: step 1 of", "› 1 [ ]", "grpc-cluster-"]);
    let lines_now = lines(&mut wizard).join("\n");
    assert!(!lines_now.contains("  2 [ ]"), "{lines_now}");
    keys(&mut wizard, "↓w");
    look(&mut wizard);
    keys(&mut wizard, "bd");
    look(&mut wizard);
    // One press of the key does not leave it, another key in between makes it stay.
    for _ in 0..2 {
        send(&mut wizard, Msg::Input(Input::Ctrl('p')));
        sees(&mut wizard, &["Press Ctrl-P once more"]);
        keys(&mut wizard, "j");
        look(&mut wizard);
    }
    // What is copied is real: it has to work where it is pasted.
    keys(&mut wizard, "⎋⏎");
    let effects = keys(&mut wizard, "c");
    assert!(matches!(effects.as_slice(), [Effect::Copy(_, text)] if text.contains("secretid9")), "{effects:?}");
    shared_pictures(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    sees(&mut wizard, &["secretid9"]);
}

/// What a screen forgets to replace is replaced in the frame.
#[test]
fn a_name_that_a_screen_forgets_is_replaced_in_the_frame() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    named(&mut wizard);
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    // The header writes the fault as it is.
    let fault = "203.0.113.1".to_owned();
    wizard.cx.place = ClusterSource::Practice { fault, state: crate::wizard::practice::PracticeState::Wanted };
    for size in [(80, 24), (120, 40)] {
        let screen = screen_of(&mut wizard, FULL, size).join("\n");
        assert!(screen.contains("practice: ") && !screen.contains("203.0.113.1"), "{screen}");
    }
}

/// The timing picture, another report beside this one, and the configured clusters show no name either.
fn shared_pictures(wizard: &mut Wizard) {
    let unseen = |wizard: &mut Wizard, expected: &str| {
        let screen = screen_of(wizard, FULL, (120, 40)).join("\n");
        assert!(screen.contains(expected), "{screen}");
        for name in ["secretid9", "othersecret7", "shop-staging", "annabel"] {
            assert!(!screen.contains(name), "{name}:\n{screen}");
        }
    };
    keys(wizard, "t");
    unseen(wizard, "How long each check took");
    keys(wizard, "⎋vx.json⏎");
    let host = "othersecret7.c0.europe-west3.gcp.weaviate.cloud";
    let side = |name: &str| Item { name: name.to_owned(), text: format!("healthy · {host}:443"), ..Item::default() };
    let mut told =
        crate::report::comparison::ComparisonText { hosts: vec![format!("https://{host}:443")], ..Default::default() };
    told.document.items("The two reports", [side("this run"), side("x.json")]);
    send(wizard, Msg::Compared(Ok(Box::new(told))));
    unseen(wizard, "x.json");
    keys(wizard, "⎋");
    let mut case = configured();
    case.configured[0].name = "shop-staging".to_owned();
    case.configured[0].url = format!("https://{host}");
    let mut fresh = Wizard::new(None, faults());
    send(&mut fresh, Msg::Discovered(case));
    fresh.present();
    keys(&mut fresh, "2");
    unseen(&mut fresh, "Which of your clusters?");
    // Letters and numbers still find what is hidden.
    keys(&mut fresh, "/shop");
    unseen(&mut fresh, "1 of 4");
    // What is explained from the first list names nobody.
    keys(&mut fresh, "⎋⎋⎋/grpc-blocked⏎");
    unseen(&mut fresh, "gRPC is blocked on this network");
}
