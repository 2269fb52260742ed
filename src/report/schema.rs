//! JSON Schema of what programs read and write, as files of the program. The tests make those of the report and the events from the types
//! and hold that of the config file against its reader.

/// Of `--format json`.
pub const REPORT: &str = include_str!("../../assets/schema/report.json");

/// Of a line of `--format events`.
pub const EVENTS: &str = include_str!("../../assets/schema/events.json");

/// Of the config file, read as JSON.
pub const CONFIG: &str = include_str!("../../assets/schema/config.json");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::discover::config_file::{CLUSTER_KEYS, KEYS};
    use crate::model::finding::{Confidence, Verdict};
    use crate::model::report_schema::Report;
    use crate::report::events::EventLine;
    use schemars::transform::{Transform, transform_subschemas};
    use schemars::{JsonSchema, Schema, generate::SchemaSettings};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    /// Doc comments are written for readers of the source: their links are taken out.
    #[derive(Clone)]
    struct PlainDescriptions;

    impl Transform for PlainDescriptions {
        fn transform(&mut self, schema: &mut Schema) {
            if let Some(Value::String(text)) = schema.get_mut("description") {
                *text = text.replace("[`VERSION`]", "The version of this schema").replace('`', "");
            }
            transform_subschemas(self, schema);
        }
    }

    fn schema_of<T: JsonSchema>(title: &str) -> String {
        let settings = SchemaSettings::draft2020_12().with_transform(PlainDescriptions);
        let mut schema = settings.into_generator().into_root_schema_for::<T>();
        schema.insert("title".to_owned(), json!(title));
        let verdicts: [&str; 3] = [Verdict::Healthy, Verdict::Diagnosed, Verdict::Undiagnosed].map(Into::into);
        let sure: [&str; 3] = [Confidence::Certain, Confidence::Likely, Confidence::Possible].map(Into::into);
        for (place, allowed) in [
            ("/$defs/ReportDiagnosis/properties/verdict", json!(verdicts)),
            ("/$defs/ReportCause/properties/confidence", json!(sure)),
            ("/$defs/ReportProbe/properties/status", json!(["passed", "warned", "failed", "skipped"])),
        ] {
            let field = schema.pointer_mut(place).and_then(Value::as_object_mut).expect(place);
            field.insert("enum".to_owned(), allowed);
        }
        format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"))
    }

    #[test]
    fn the_files_are_what_the_types_say() {
        let report = schema_of::<Report>("A report of weaviate-doctor (--format json)");
        let events = schema_of::<EventLine<'_>>("A line of weaviate-doctor's events (--format events)");
        for (name, made, kept) in [("report.json", report, REPORT), ("events.json", events, EVENTS)] {
            if std::env::var_os("UPDATE_TABLES").is_some() {
                let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schema").join(name);
                std::fs::write(file, &made).expect("written");
                continue;
            }
            assert_eq!(made, kept, "{name} is out of date: UPDATE_TABLES=1 cargo test --lib schema");
        }
    }

    #[test]
    fn the_config_file_has_the_fields_that_are_read() {
        let schema: Value = serde_json::from_str(CONFIG).expect("JSON");
        let fields = |place: &str| -> BTreeSet<String> {
            schema.pointer(place).and_then(Value::as_object).expect("properties").keys().cloned().collect()
        };
        let of = |names: &[&str]| -> BTreeSet<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        assert_eq!(fields("/properties"), of(&KEYS));
        assert_eq!(fields("/properties/clusters/additionalProperties/properties"), of(&CLUSTER_KEYS));
    }
}
