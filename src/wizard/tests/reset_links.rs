//! The countdown of reset links: one, several, stored and taken up again.

use super::*;
use crate::wizard::Key;

/// One that was begun at the first moment of these tests.
fn link(start: u64) -> StoredLink {
    StoredLink { id: 1_800_000_000_000_000_000, start, asked: 1, label: String::new() }
}

fn stored(start: u64) -> Effect {
    Effect::StoreLink(LinkChange::Put(link(start)))
}

#[test]
fn the_reset_links_countdown() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    assert!(wizard.is_mail_cause_shown() && wizard.wake().is_none());
    let effects = keys(&mut wizard, "m");
    assert_eq!(effects, vec![stored(1_800_000_000)]);
    let digits = |w: &Wizard| w.cx.reset_link_left().map(Left::digits);
    assert_eq!(digits(&wizard).as_deref(), Some("5:00"));
    assert!(wizard.wake().is_some_and(|t| t <= Duration::from_millis(1100)));
    // It goes on, whichever screen is open.
    keys(&mut wizard, "bbb");
    send(&mut wizard, Msg::Tick(at(241)));
    assert_eq!(digits(&wizard).as_deref(), Some("0:59"));
    assert!(matches!(wizard.cx.reset_link_left(), Some(Left::LastMinute(_))));
    // A suspended laptop.
    send(&mut wizard, Msg::Tick(at(5000)));
    assert!(matches!(wizard.cx.reset_link_left(), Some(Left::Expired(_))));
    assert_eq!(wizard.wake(), None);
    // The mail came later than was counted: back to life, and taken back.
    keys(&mut wizard, "m");
    assert_eq!(keys(&mut wizard, "+"), vec![stored(1_800_004_730)]);
    assert_eq!(digits(&wizard).as_deref(), Some("0:30"));
    keys(&mut wizard, "-m");
    assert!(matches!(wizard.cx.reset_link_left(), Some(Left::Expired(_))));
    // It offers to start again.
    assert_eq!(keys(&mut wizard, "m"), vec![]);
    let again = StoredLink { asked: 2, ..link(1_800_005_000) };
    assert_eq!(keys(&mut wizard, "⏎"), vec![Effect::StoreLink(LinkChange::Put(again))]);
    // The mail was asked for a minute earlier.
    keys(&mut wizard, "--");
    assert_eq!(digits(&wizard).as_deref(), Some("4:00"));
    keys(&mut wizard, "+++++");
    assert_eq!(digits(&wizard).as_deref(), Some("5:00"));
    assert_eq!(keys(&mut wizard, "⏎"), vec![Effect::StoreLink(LinkChange::Forget(1_800_000_000_000_000_000))]);
    assert_eq!(digits(&wizard), None);
}

#[test]
fn what_is_played_on_the_practice_cluster_is_not_stored() {
    let mut wizard = ready();
    send(&mut wizard, Msg::Input(Input::F(2)));
    keys(&mut wizard, "⏎");
    let practice = Case::empty();
    send(&mut wizard, Msg::Practice("healthy".to_owned(), Ok(Box::new(practice))));
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    assert_eq!(keys(&mut wizard, "m-+"), vec![]);
    assert_eq!(send(&mut wizard, Msg::Input(Input::Key(Key::Delete))), vec![]);
    assert_eq!(keys(&mut wizard, "m"), vec![]);
    assert!(wizard.cx.reset_link_left().is_some());
    // It goes with the practice cluster.
    keys(&mut wizard, "⎋bbbbb2");
    assert_eq!(keys(&mut wizard, "⌫"), vec![Effect::StopPractice]);
    assert_eq!(wizard.cx.reset_link_left(), None);
}

#[test]
fn links_warn_once_at_one_minute_and_once_at_the_end() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "m");
    keys(&mut wizard, "lAna⏎");
    let tick = |w: &mut Wizard, s| send(w, Msg::Tick(at(s)));
    assert_eq!(tick(&mut wizard, 200), vec![]);
    let words = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Alert(words)] => words.clone(),
        other => panic!("no alert: {other:?}"),
    };
    assert!(words(tick(&mut wizard, 241)).contains("minute left for the reset link (Ana)"));
    assert_eq!(tick(&mut wizard, 250), vec![]);
    assert!(words(tick(&mut wizard, 301)).contains("(Ana) has expired"));
    assert_eq!(tick(&mut wizard, 302), vec![]);
    assert!(wizard.title().is_some_and(|t| t.contains("expired")));
    // Moved by hand it is alive again, and may warn again.
    keys(&mut wizard, "+");
    assert!(words(tick(&mut wizard, 400)).contains("expired"));
    // One that expired while the program was closed raises no alarm.
    let mut late = Wizard::new(None, faults());
    send(&mut late, Msg::Tick(at(500)));
    send(&mut late, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(send(&mut late, Msg::Tick(at(501))), vec![]);
}

#[test]
fn several_links_of_several_accounts() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "mlAna⏎");
    send(&mut wizard, Msg::Tick(at(100)));
    assert_eq!(wizard.cx.links.all.len(), 1);
    // While a label is typed, letters are letters; the key has no business there.
    keys(&mut wizard, "alq?⎋");
    assert!(wizard.cx.links.editing.is_none() && wizard.cx.links.all.len() == 2);
    keys(&mut wizard, "l");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned()))));
    let effects = keys(&mut wizard, "⏎");
    assert!(!format!("{effects:?} {wizard:?}").contains("plantedKey"));
    // The next to expire is the one in the header.
    assert_eq!(wizard.cx.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    assert_eq!(wizard.cx.links.cursor, 1);
    let effects = keys(&mut wizard, "↑n");
    assert!(matches!(effects.as_slice(), [Effect::StoreLink(LinkChange::Put(link))] if link.asked == 2
        && link.label == "Ana" && link.start == 1_800_000_100));
    send(&mut wizard, Msg::Input(Input::Key(Key::Delete)));
    assert_eq!(wizard.cx.links.all.len(), 1);
    for _ in 0..20 {
        keys(&mut wizard, "a");
    }
    assert_eq!(wizard.cx.links.all.len(), link::MAX_LINKS);
}

#[test]
fn the_countdown_survives_a_restart() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(100)));
    send(&mut wizard, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(wizard.cx.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    // One that runs already is not replaced.
    send(&mut wizard, Msg::StoredLinks(vec![link(1_800_000_050)]));
    assert_eq!(wizard.cx.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    let mut late = Wizard::new(None, faults());
    send(&mut late, Msg::Tick(at(100_000)));
    // What is long over goes from the file, with its label.
    let gone = send(&mut late, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(gone, vec![Effect::StoreLink(LinkChange::Forget(1_800_000_000_000_000_000))]);
    assert_eq!(late.cx.reset_link_left(), None);
}
