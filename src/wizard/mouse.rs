//! The mouse: what stands where in the frame on screen, and what pointing at it means. A click selects; a click on what is selected goes on,
//! as Enter would. Nothing is done by the mouse that no key does.

use super::result::Aim;
use super::symptom::SymptomEntry;
use super::{Action, Effect, Msg, Overlay, Screen, Wizard};
use crate::model::client::Language;
use crate::model::evidence::ProbeId;
use crate::wizard::form_row::FormRow;

/// Lines that one turn of the wheel moves.
const LINES_PER_WHEEL_TURN: i32 = 3;

/// A place on screen that can be pointed at.
#[derive(Clone, PartialEq, Debug)]
pub struct PointArea {
    /// First column.
    pub x: u16,
    /// First line.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Lines.
    pub height: u16,
    /// What is there.
    pub target: PointTarget,
}

/// What can be pointed at.
#[derive(Clone, PartialEq, Debug)]
pub enum PointTarget {
    /// What stands at the bottom.
    Act(Action),
    /// A symptom, or a cause that the filter found.
    Symptom(SymptomEntry),
    /// A choice of the question, zero-based.
    Choice(usize),
    /// A row of the form.
    Row(FormRow),
    /// A probe.
    Probe(ProbeId),
    /// A step of the fix, zero-based.
    Step(usize),
    /// An entry of the list on screen, zero-based in the whole list.
    Entry(usize),
    /// A language of the code.
    Language(Language),
    /// An address.
    Link(String),
    /// A reset link, zero-based.
    ResetLink(usize),
}

impl PointArea {
    const fn holds(&self, x: u16, y: u16) -> bool {
        x >= self.x && y >= self.y && x - self.x < self.width && y - self.y < self.height
    }
}

impl Wizard {
    pub(super) fn click(&mut self, x: u16, y: u16) -> Vec<Effect> {
        let Some(target) = self.hits.iter().rev().find(|h| h.holds(x, y)).map(|h| h.target.clone()) else {
            return Vec::new();
        };
        match target {
            PointTarget::Act(action) => return self.act(action),
            PointTarget::Link(link) => return self.link_pointed_at(link),
            PointTarget::Language(language) => {
                self.choose_language(language);
                return Vec::new();
            }
            _ => {}
        }
        let selected = self.point_at(&target);
        if let (PointTarget::Step(step), true) = (&target, selected) {
            self.tick(*step);
            return Vec::new();
        }
        if selected { self.update(Msg::Action(Action::Enter)) } else { Vec::new() }
    }

    /// Selects what was pointed at. True when it was selected already.
    fn point_at(&mut self, target: &PointTarget) -> bool {
        fn choose<T: PartialEq>(selected: &mut T, new: T) -> bool {
            let already = *selected == new;
            *selected = new;
            already
        }
        match (target, self.overlays.last_mut(), &mut self.screen) {
            (
                PointTarget::Entry(entry),
                Some(Overlay::Practice(list) | Overlay::Clusters(list) | Overlay::More(list)),
                _,
            ) => choose(&mut list.cursor, *entry),
            (PointTarget::ResetLink(link), Some(Overlay::ResetLink(_)), _) => {
                self.cx.links.cursor = *link;
                false
            }
            (_, Some(_), _) => false,
            (PointTarget::Symptom(entry), None, Screen::Symptom) => {
                let already = self.symptoms.at() == *entry;
                self.symptoms.select(*entry);
                already
            }
            (PointTarget::Choice(choice), None, Screen::Question(asking)) => choose(&mut asking.cursor, *choice),
            (PointTarget::Row(row), None, Screen::Cluster) => {
                // A field is only gone to; a button is pressed at once, since it has nothing else to show.
                choose(&mut self.cx.cluster.row, *row) && !matches!(row, FormRow::Url | FormRow::Key)
                    || matches!(row, FormRow::Go | FormRow::Saved | FormRow::Practice | FormRow::Without)
            }
            (PointTarget::Probe(id), None, Screen::Probing(probing)) => {
                probing.selected = Some(*id);
                false
            }
            (PointTarget::Step(step), None, Screen::Result(outcome)) => {
                outcome.aim = Aim::Line(outcome.drawn.offset);
                choose(&mut outcome.step, *step)
            }
            (
                PointTarget::Act(_)
                | PointTarget::Symptom(_)
                | PointTarget::Choice(_)
                | PointTarget::Row(_)
                | PointTarget::Probe(_)
                | PointTarget::Step(_)
                | PointTarget::Entry(_)
                | PointTarget::Language(_)
                | PointTarget::Link(_)
                | PointTarget::ResetLink(_),
                None,
                _,
            ) => false,
        }
    }

    /// The wheel scrolls texts and walks lists.
    pub(super) fn wheel(&mut self, by: i8) -> Vec<Effect> {
        let action = if by < 0 { Action::Up } else { Action::Down };
        if let Some(scroll) = self.overlays.last_mut().and_then(Overlay::scroll) {
            for _ in 0..LINES_PER_WHEEL_TURN {
                scroll.act(action, 1);
            }
            return Vec::new();
        }
        match (self.overlays.last_mut(), &mut self.screen) {
            (None, Screen::Result(outcome)) => {
                outcome.scroll(if by < 0 { -LINES_PER_WHEEL_TURN } else { LINES_PER_WHEEL_TURN });
                Vec::new()
            }
            (Some(Overlay::Save(_) | Overlay::CompareWith(_)), _) => Vec::new(),
            _ => self.update(Msg::Action(action)),
        }
    }
}
