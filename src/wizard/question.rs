//! One question at a time: which choice is selected, and where an answer leads. Which questions are asked is decided in `crate::model::question`.

use super::scroll::steps;
use super::{Action, Effect, Screen, Wizard};
use crate::model::question::{Answers, Choice, Question};
use crate::rules::interview::script;
use crate::words::catalog;
use crate::words::catalog::QuestionWords;

/// A question on screen.
#[derive(Clone, PartialEq, Debug)]
pub struct Asking {
    /// The question.
    pub question: Question,
    /// Its words; none when the assets are damaged, then the ids stand in.
    pub words: Option<QuestionWords>,
    /// Index of the selected choice.
    pub cursor: usize,
}

impl Asking {
    /// The question, with the answer selected that was given before.
    pub fn new(question: Question, answers: &Answers) -> Self {
        let cursor = answers.get(question).and_then(|a| question.choices().iter().position(|c| *c == a)).unwrap_or(0);
        Self { question, words: catalog::question(question).ok(), cursor }
    }

    /// The words of a choice.
    pub fn choice(&self, choice: Choice) -> &str {
        self.words.as_ref().map_or(choice.id(), |w| w.choice(choice))
    }
}

impl Wizard {
    pub(super) fn question_action(&mut self, action: Action) -> Vec<Effect> {
        let Screen::Question(asking) = &mut self.screen else { return Vec::new() };
        let (question, last) = (asking.question, asking.question.choices().len() - 1);
        if let Some(by) = steps(action, 1) {
            asking.cursor = asking.cursor.saturating_add_signed(by).min(last);
            return Vec::new();
        }
        match action {
            Action::Enter => {
                let cursor = asking.cursor;
                return self.answer(question, cursor);
            }
            Action::Number(index) => return self.answer(question, index),
            _ => self.back_from_question(question),
        }
        Vec::new()
    }

    fn answer(&mut self, question: Question, index: usize) -> Vec<Effect> {
        let Some(choice) = question.choices().get(index) else { return Vec::new() };
        self.cx.case.answers.set(question, *choice);
        let asked = script(&self.cx.case);
        let next = asked.iter().position(|q| *q == question).and_then(|at| asked.get(at + 1));
        match next {
            Some(next) => {
                self.show_question(*next);
                Vec::new()
            }
            None => self.start_run(),
        }
    }

    fn back_from_question(&mut self, question: Question) {
        let asked = script(&self.cx.case);
        let before = asked.iter().position(|q| *q == question).and_then(|at| at.checked_sub(1));
        match before.and_then(|at| asked.get(at)) {
            Some(before) => self.show_question(*before),
            None => self.back_to_cluster(),
        }
    }
}
