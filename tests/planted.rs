//! Is the key gone from every output, in each of its disguises, wherever a server or a file can send it back?

mod disguise;

use disguise::{FORMS, KEY, shows};
use weaviate_doctor::secret::{ApiKey, MASK, Redactor};

#[test]
fn every_disguise_is_taken_out_of_a_text() {
    assert!(FORMS.len() >= 40);
    let redactor = Redactor::new([&ApiKey::new(KEY.to_owned())]);
    let mut wrong = Vec::new();
    for form in FORMS {
        for (before, behind) in
            [("", ""), ("the key is “", "”, which is wrong"), ("<title>", "</title>"), ("a=", "&b=1")]
        {
            let text = format!("{before}{}{behind}", (form.1)(KEY));
            let out = redactor.redact(&text);
            let kept = out.starts_with(before) && out.ends_with(behind);
            if shows(&out, form, KEY) || !redactor.finds(&text) || !out.contains(MASK) || !kept {
                wrong.push(format!("{}: {text} → {out}", form.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
