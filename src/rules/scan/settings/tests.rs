//! Each format as people write it, and broken.

use super::*;

fn read_as(format: SettingsFormat, text: &str) -> Vec<(String, String)> {
    let all = read(format, text);
    for setting in &all {
        assert!(setting.encoded || !setting.plain || text[setting.span.clone()] == setting.value, "{}", setting.path);
    }
    all.into_iter().map(|s| (s.name().to_owned(), s.value)).collect()
}

fn check(format: SettingsFormat, text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> = expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    assert_eq!(read_as(format, text), expected, "{text}");
}

#[test]
fn names_and_values() {
    use SettingsFormat::{Dockerfile, Json, Lines, Toml, Yaml};
    check(Lines, "# no\nspring.ai.host = a:8080\r\nB: c # d\n!x=y", &[("spring.ai.host", "a:8080"), ("B", "c")]);
    check(Toml, "A = \"b\" # c\n[d.e]\nf = 'g'\n", &[("A", "b"), ("d.e.f", "g")]);
    check(
        Dockerfile,
        "FROM x\nENV A=b C=\"d e\" \\\n    F=g\nenv H i\nRUN J=k true\nARG L=m",
        &[("A", "b"), ("C", "d e"), ("F", "g"), ("H", "i"), ("L", "m")],
    );
    check(
        Json,
        "{\"A\": {\"b\": \"c\\n\"}, // x\n \"WEAVIATE_X\": \"d\", \"l\": [\"e\"], \"n\": 1, \"o\": \"p\"}",
        &[("A.b", "c\n"), ("WEAVIATE_X", "d"), ("o", "p")],
    );
    check(
        Yaml,
        "a:\n  b: 'c'   # d\n  env:\n    - E=f g\n    - \"H=i\"\n    - name: J\n      value: \"k\"\n  l: |\n    M: n\nO: p\n",
        &[("a.b", "c"), ("E", "f g"), ("H", "i"), ("J", "k"), ("O", "p")],
    );
    check(
        Yaml,
        "data:\n  A: YgoK\nkind: Secret\n---\nkind: ConfigMap\ndata:\n  A: YgoK\n",
        &[("A", "b\n\n"), ("kind", "Secret"), ("kind", "ConfigMap"), ("A", "YgoK")],
    );
}

#[test]
fn what_is_broken_is_survived() {
    for text in [
        "{\"a",
        "{\"a\": \"",
        "[[[[",
        "\"",
        "- - -",
        ":",
        "a:\n\t- b",
        "ENV",
        "ENV A=\"",
        "=",
        "[",
        "é: ü\nÄ=\"ö",
        "kind: Secret\ndata:\n  a: é",
    ] {
        for format in [
            SettingsFormat::Lines,
            SettingsFormat::Toml,
            SettingsFormat::Yaml,
            SettingsFormat::Json,
            SettingsFormat::Dockerfile,
        ] {
            judge("x", read(format, text));
        }
    }
}
