//! A long random walk that finds neither a panic nor a key.

use super::*;

/// A small generator (Knuth's MMIX constants), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

/// Texts as people paste them: with a key, without a clue, huge, and hostile.
fn error_text(number: usize) -> String {
    let wrapped = format!("{}\n{}", &PLANTED[..17], &PLANTED[17..]);
    match number {
        0 => format!("weaviate: Authorization: Bearer {PLANTED}\nunauthorized: invalid api key"),
        1 => format!(
            "connect_to_weaviate_cloud(auth_credentials=Auth.api_key(\"{wrapped}\")) weaviate grpc DEADLINE_EXCEEDED"
        ),
        2 => format!("{PLANTED}\n\u{1b}[2Jredis: connection refused\u{202e}"),
        3 => "the reset link says it is expired".to_owned(),
        4 => format!("api_key={PLANTED} {}", "weaviate 語 https://x.weaviate.cloud/v1 404 Not Found\n".repeat(300)),
        _ => String::new(),
    }
}

/// Something that may happen. The planted key arrives only where a key belongs: by discovery, or typed into its field.
fn anything(random: &mut Random, wizard: &Wizard, clock: &mut u64, run: u64) -> Msg {
    const NAMED: [Key; 15] = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Left,
        Key::Right,
        Key::Up,
        Key::Down,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Enter,
    ];
    const TYPED: [char; 33] = [
        'W', 'R', 'e', 'o', 't', 'v', 'C', '8', '8', '1', '2', '3', '4', '5', '8', 'b', 'c', 'd', 'j', 'k', 'm', 'n',
        'p', 'r', 's', 'x', '+', '-', '?', '/', ' ', '語', '\u{202e}',
    ];
    let probes: Vec<ProbeId> = <ProbeId as strum::IntoEnumIterator>::iter().collect();
    match random.below(24) {
        0..=6 => Msg::Input(Input::Key(NAMED[random.below(NAMED.len())])),
        7..=13 => Msg::Input(Input::Char(TYPED[random.below(TYPED.len())])),
        14 => Msg::Input(Input::F(u8::try_from(1 + random.below(3)).unwrap_or(1))),
        15 => Msg::Input(Input::Ctrl(['n', 'u', 'w', 'a', 'e', 'k', 'o'][random.below(7)])),
        16 => {
            let key_field = wizard.is_typing() && wizard.cx.cluster.row == crate::wizard::form_row::FormRow::Key;
            let in_form = wizard.screen == Screen::Cluster && key_field;
            if matches!(wizard.screen, Screen::ErrorText(_)) {
                return Msg::Input(Input::Paste(Pasted::new(error_text(random.below(6)))));
            }
            let junk = format!("\u{1b}[2J{}\u{0}\n", "https://x.weaviate.cloud/ü ".repeat(random.below(400)));
            Msg::Input(Input::Paste(Pasted::new(if in_form { PLANTED.to_owned() } else { junk })))
        }
        17 => {
            *clock += u64::try_from(random.below(90)).unwrap_or(0);
            Msg::Tick(at(*clock))
        }
        18 if random.below(3) == 0 => {
            let explanation = crate::rules::explain::explain(error_text(random.below(6)).as_bytes());
            let read = if random.below(2) == 0 { Ok(Box::new(explanation)) } else { Err("no such file".to_owned()) };
            Msg::ErrorTextRead(u64::try_from(1 + random.below(4)).unwrap_or(1), read)
        }
        18 if random.below(2) == 0 => {
            let place = |n: usize| u16::try_from(n).unwrap_or(0);
            Msg::Input(if random.below(4) == 0 {
                Input::Wheel([-1, 1][random.below(2)])
            } else {
                Input::Click { x: place(random.below(90)), y: place(random.below(30)) }
            })
        }
        18 if random.below(2) == 0 => Msg::Compared(match random.below(2) {
            0 => Ok(Box::new(crate::report::comparison::ComparisonText::default())),
            _ => Err("no such file".to_owned()),
        }),
        18 => Msg::Discovered(if random.below(2) == 0 { found() } else { configured() }),
        19 if random.below(2) == 0 => {
            let mut case = configured();
            case.named = Some(crate::model::case::ChosenCluster { name: "production".into(), own_grpc: None });
            case.key = found().key;
            Msg::ClusterChosen("production".into(), Ok(case))
        }
        19 => {
            let url = format!("https://{PLANTED}@practice.weaviate.cloud:1/{PLANTED}");
            let mut case = found();
            case.url = crate::model::case::Sourced::new(url, crate::model::evidence::Origin::Practice);
            Msg::Practice(faults()[random.below(2)].id.clone(), Ok(case))
        }
        20..=22 => {
            let id = probes[random.below(probes.len())];
            let blocked = grpc_blocked();
            let outcome = match random.below(4) {
                0 => passed(),
                1 => ProbeOutcome::Skipped(Skip::NoKey),
                2 => blocked[0].1.clone(),
                _ => blocked[1].1.clone(),
            };
            let event = match random.below(8) {
                0 => ProbeEvent::Ended(Duration::from_millis(7)),
                1 | 2 => ProbeEvent::Started(id),
                _ => ProbeEvent::Finished(id, observed(outcome)),
            };
            Msg::Probe(run, event)
        }
        _ => Msg::StoredLinks(vec![crate::wizard::StoredLink {
            id: u64::try_from(random.below(4)).unwrap_or(0),
            start: 1_800_000_000 + u64::try_from(random.below(500)).unwrap_or(0),
            asked: 1,
            label: ["", "語", "Ana"][random.below(3)].to_owned(),
        }]),
    }
}

#[test]
fn a_random_walk_finds_no_panic_and_no_key() {
    const SIZES: [(u16, u16); 8] = [(80, 24), (120, 40), (200, 50), (60, 16), (59, 15), (10, 3), (1, 1), (33, 200)];
    let redactor = Redactor::new([&ApiKey::new(PLANTED.to_owned())]);
    let mut screens = std::collections::BTreeSet::new();
    let (mut answers, mut explained, mut watched) = (0, 0, 0);
    for seed in 0..12 {
        let mut random = Random(seed * 7919 + 1);
        // Some begin where the error text goes, which few ways lead to by chance.
        let symptom = (seed % 3 == 2).then_some(crate::model::symptom::Symptom::HaveErrorText);
        let mut wizard = Wizard::new(symptom, faults());
        // Others begin at a cause that the filter found.
        if seed % 3 == 1 {
            for input in [Input::Char('/'), Input::Key(Key::End), Input::Key(Key::Enter)] {
                let _ = wizard.update(Msg::Input(input));
            }
        }
        let (mut clock, mut run) = (0, 0);
        // And some watch their first run already.
        if seed % 4 == 3 {
            wizard.watch_every(Duration::from_secs(5));
            let _ = wizard.update(Msg::Discovered(found()));
            let _ = wizard.update(Msg::Input(Input::Char('3')));
            if let [Effect::StartRun(id, _)] = wizard.update(Msg::Input(Input::Key(Key::Enter))).as_slice() {
                run = *id;
            }
        }
        for step in 0..600 {
            let mut msg = anything(&mut random, &wizard, &mut clock, run);
            // A watch lives on runs that end, which are rare by chance.
            if wizard.cx.watching().is_some() && step % 8 < 7 {
                clock += 3;
                msg = if step % 4 == 0 {
                    Msg::Tick(at(clock))
                } else {
                    Msg::Probe(run, ProbeEvent::Ended(Duration::from_millis(7)))
                };
            }
            let mut effects = wizard.update(msg);
            if effects.iter().any(|effect| matches!(effect, Effect::LookAnew(_))) {
                let read = [Ok(None), Ok(Some(found())), Ok(Some(configured())), Err("no such file".to_owned())];
                effects.extend(wizard.update(Msg::LookedAnew(read[random.below(read.len())].clone())));
            }
            for effect in effects {
                assert!(!format!("{effect:?}").contains("plantedKey"));
                if let Effect::StartRun(id, _) = effect {
                    run = id;
                }
            }
            watched = watched.max(wizard.cx.watching().map_or(0, |watch| watch.runs));
            screens.insert((wizard.stage(), wizard.overlays.len().min(2)));
            answers +=
                usize::from(matches!(&wizard.screen, Screen::ErrorText(crate::wizard::error_text::Mode::Answer(_))));
            explained += usize::from(matches!(wizard.overlays.last(), Some(Overlay::Cause(_))));
            if step % 3 > 0 {
                continue;
            }
            let size = SIZES[random.below(SIZES.len())];
            let theme = Theme { color: true, unicode: random.below(2) == 0, ..Theme::default() };
            let seen = screen_of(&mut wizard, theme, size);
            assert!(!redactor.finds(&seen.join("")) && !redactor.finds(&seen.join("\n")), "{}", seen.join("\n"));
            let stripped: String = seen.join("").chars().filter(|c| !c.is_whitespace()).collect();
            assert!(!stripped.contains("plantedKey"), "{}", seen.join("\n"));
            assert!(!stripped.contains('\u{1b}') && !stripped.contains('\u{202e}'));
        }
    }
    assert!(answers > 20, "the walk should explain texts: {answers}");
    assert!(explained > 20, "the walk should read about causes: {explained}");
    assert!(watched > 1, "the walk should watch");
    assert!(screens.len() >= 9, "the walk should get around: {screens:?}");
}
