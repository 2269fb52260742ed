//! Everything that can be pointed at.

use super::*;

#[test]
fn every_list_and_every_key_can_be_pointed_at() {
    let mut wizard = ready();
    assert_eq!(click(&mut wizard, "going wrong?"), vec![]);
    assert_eq!(wizard.screen, Screen::Symptom);
    // A click selects, a second one goes on.
    click(&mut wizard, "times out");
    sees(&mut wizard, &["› 3"]);
    click(&mut wizard, "times out");
    sees(&mut wizard, &["Which cluster?"]);
    click(&mut wizard, "Client");
    sees(&mut wizard, &["› Client"]);
    click(&mut wizard, "[ ] go without");
    sees(&mut wizard, &["[x] go without"]);
    click(&mut wizard, "[x] go without");
    click(&mut wizard, "[ Practice cluster ]");
    sees(&mut wizard, &["What should be broken?"]);
    click(&mut wizard, "Esc");
    let effects = click(&mut wizard, "[ Continue ]");
    assert!(matches!(effects.as_slice(), [Effect::StartRun(..)]), "{effects:?}");
    click(&mut wizard, "· health");
    sees(&mut wizard, &["› · gRPC health"]);
    finish(&mut wizard, &grpc_blocked());
    click(&mut wizard, "⏎ result");
    click(&mut wizard, "2 [ ]");
    sees(&mut wizard, &["› 2 [ ]"]);
    click(&mut wizard, "2 [ ]");
    sees(&mut wizard, &["› 2 [x]"]);
    click(&mut wizard, "w why");
    sees(&mut wizard, &["How we know"]);
    send(&mut wizard, Msg::Input(Input::Wheel(1)));
    let seen = lines(&mut wizard).join("\n");
    assert!(!seen.contains("✗ gRPC is blocked on"), "{seen}");
    assert_eq!(click(&mut wizard, "q quit"), vec![Effect::Quit(crate::wizard::Leaving::Done)]);
    let mut wizard = ready();
    keys(&mut wizard, "1");
    click(&mut wizard, "authenticator");
    click(&mut wizard, "authenticator");
    sees(&mut wizard, &["Do you still have"]);
}

#[test]
fn tabs_links_and_lists_can_be_pointed_at() {
    let mut wizard = ready();
    keys(&mut wizard, "2⏎");
    finish(&mut wizard, &[]);
    send(&mut wizard, Msg::Input(Input::F(4)));
    sees(&mut wizard, &["[Python] │ TypeScript"]);
    click(&mut wizard, "Go │");
    sees(&mut wizard, &["│ [Go] │", "package main"]);
    assert_eq!(wizard.cx.case.client.language, crate::model::client::Language::Go);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    let _ = lines(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    let effects = click(&mut wizard, "https://docs.weaviate.io");
    let [Effect::OpenLink(link)] = effects.as_slice() else { panic!("{effects:?}") };
    // No browser here: the link is shown, and a click on the picture copies it.
    send(&mut wizard, Msg::LinkOpened(link.clone(), false));
    let effects = click(&mut wizard, "▄▄▄▄▄");
    assert!(matches!(effects.as_slice(), [Effect::Copy(crate::wizard::CopyOf::Link, _)]), "{effects:?}");
    keys(&mut wizard, "⎋");
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "mlAna⏎a");
    sees(&mut wizard, &["› 2  link 2"]);
    click(&mut wizard, "1  Ana");
    sees(&mut wizard, &["› 1  Ana"]);
    keys(&mut wizard, "2");
    sees(&mut wizard, &["› 2  link 2"]);
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Discovered(configured()));
    keys(&mut wizard, "2");
    click(&mut wizard, "staging");
    let effects = click(&mut wizard, "staging");
    assert_eq!(effects, vec![Effect::ChooseCluster("staging".to_owned())]);
}
