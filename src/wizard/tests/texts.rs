//! An error text: pasted, typed, read from a file.

use super::*;

fn paste(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    send(wizard, Msg::Input(Input::Paste(Pasted::new(text.to_owned()))))
}

fn mode(wizard: &Wizard) -> &error_text::Mode {
    match &wizard.screen {
        Screen::ErrorText(mode) => mode,
        other => panic!("not on the error text: {other:?}"),
    }
}

#[test]
fn a_pasted_error_text_is_explained_and_leads_to_its_fix_and_to_the_probes() {
    use error_text::Mode;
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(Case::empty())));
    keys(&mut wizard, "8");
    assert_eq!(*mode(&wizard), Mode::Text);
    let text = "weaviate.exceptions.WeaviateGRPCUnavailableError: \nWeaviate v1.30.0 makes use of a high-speed gRPC API as well as a REST \
        API.\nUnfortunately, the gRPC health check against Weaviate could not be completed.\n\
        grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443 StatusCode.DEADLINE_EXCEEDED weaviate-client==4.16.1";
    assert_eq!(paste(&mut wizard, text), vec![]);
    assert!(matches!(mode(&wizard), Mode::Answer(_)) && wizard.names_cause() && wizard.offers_probes());
    let named = wizard.error_text.explained.as_ref().map(|e| e.diagnosis.findings[0].cause);
    // The fix, and back.
    assert_eq!(wizard.stages(), [WizardStep::Symptom, WizardStep::ErrorText, WizardStep::Fix]);
    keys(&mut wizard, "⏎");
    assert_eq!(outcome(&wizard).cause(), named);
    let said = format!("{:?}", outcome(&wizard).current());
    assert!(said.contains("How we know") && said.contains("the text says: “"), "{said}");
    keys(&mut wizard, "b");
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
    // The probes: the form knows the cluster and the client, and the symptom is set.
    assert_eq!(keys(&mut wizard, "r"), vec![]);
    assert_eq!(wizard.screen, Screen::Cluster);
    assert_eq!(wizard.cx.case.symptom, Some(Symptom::ConnectionTimeout));
    assert_eq!(wizard.cx.url_now().value.as_deref(), Some("https://abc.c0.europe-west3.gcp.weaviate.cloud"));
    assert_eq!(wizard.cx.case.client.version, Some(crate::model::client::Version::new(4, 16, 1)));
    keys(&mut wizard, "⎋");
    assert!(matches!(mode(&wizard), Mode::Answer(_)), "back leads to the answer");
    keys(&mut wizard, "rasdf0123456789");
    let effects = keys(&mut wizard, "⏎");
    assert!(matches!(effects.as_slice(), [Effect::StartRun(_, case)] if case.usable_target().is_some()), "{effects:?}");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(outcome(&wizard).cause(), Some(Cause::GrpcBlocked));
    // A console's cause asks its questions.
    let mut wizard = ready();
    keys(&mut wizard, "8");
    paste(&mut wizard, "the reset link says it is expired");
    keys(&mut wizard, "r");
    assert!(matches!(&wizard.screen, Screen::Question(_)));
    keys(&mut wizard, "b");
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
}

#[test]
fn enter_explains_what_was_typed_unless_more_follows_at_once() {
    use error_text::Mode;
    let mut wizard = ready();
    keys(&mut wizard, "8⏎");
    assert_eq!(*mode(&wizard), Mode::Text, "there is nothing to explain yet");
    // As a terminal without bracketed paste sends it.
    keys(&mut wizard, "Traceback (most recent call last):⏎weaviate.exceptions.X: 401,⏎");
    send(&mut wizard, Msg::Tick(at(0)));
    assert!(wizard.wake().is_some_and(|w| w <= Duration::from_millis(60)));
    keys(&mut wizard, "anonymous access not enabled⏎q");
    send(&mut wizard, Msg::Tick(at(1)));
    assert_eq!(*mode(&wizard), Mode::Text);
    keys(&mut wizard, "⌫⏎");
    send(&mut wizard, Msg::Tick(at(2)));
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
    let first = wizard.error_text.explained.as_ref().and_then(|e| e.diagnosis.findings.first().map(|f| f.cause));
    assert_eq!(first, Some(Cause::KeyMissing));
    // Back to the box, where nothing was lost, and to another text.
    keys(&mut wizard, "b");
    assert!(!wizard.error_text.is_empty());
    keys(&mut wizard, "⏎e");
    assert!(*mode(&wizard) == Mode::Text && wizard.error_text.is_empty());
}

#[test]
fn a_file_is_read_outside_and_an_old_answer_counts_no_more() {
    use error_text::Mode;
    let mut wizard = ready();
    keys(&mut wizard, "8");
    send(&mut wizard, Msg::Input(Input::Ctrl('o')));
    assert_eq!(
        keys(&mut wizard, "app.log⏎"),
        vec![Effect::ReadErrorText(1, Pasted::new("app.log".to_owned()), crate::model::api_key::OtherKeys::default())]
    );
    keys(&mut wizard, "b");
    let explanation = Box::new(crate::rules::explain::explain(b"unauthorized: invalid api key"));
    send(&mut wizard, Msg::ErrorTextRead(1, Ok(explanation.clone())));
    assert!(matches!(mode(&wizard), Mode::File(naming) if naming.name.text() == "app.log"));
    assert_eq!(
        keys(&mut wizard, "⏎"),
        vec![Effect::ReadErrorText(2, Pasted::new("app.log".to_owned()), crate::model::api_key::OtherKeys::default())]
    );
    send(&mut wizard, Msg::ErrorTextRead(2, Err("there is no such file".to_owned())));
    assert!(matches!(mode(&wizard), Mode::File(naming) if naming.problem.is_some()));
    keys(&mut wizard, "⏎");
    send(&mut wizard, Msg::ErrorTextRead(3, Ok(explanation)));
    assert!(matches!(mode(&wizard), Mode::Answer(_)) && wizard.names_cause());
}
