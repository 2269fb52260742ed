//! Reads the official client's version out of the files of package managers. Each function gives none when the file doesn't name the
//! client, and a version only where the file says which one it is, not which ones would do.
#![expect(
    clippy::option_option,
    reason = "not named, named without a version, and named with one are three different things"
)]

use crate::model::client::Version;
use serde_json::Value;

/// The npm packages: the present ones, and the names that came before.
const NPM: [&str; 4] = ["@weaviate/node", "@weaviate/web", "weaviate-client", "weaviate-ts-client"];

/// Longest version that is read.
const MAX_VERSION_BYTES: usize = 64;

/// A version that stands at the start of the text, as numbers with dots.
fn exact(text: &str) -> Option<Version> {
    // What stands behind the numbers is left out, so a long rest need not be looked at.
    let start = &text[..text.floor_char_boundary(MAX_VERSION_BYTES)];
    start.starts_with(|c: char| c.is_ascii_digit() || c == 'v').then(|| start.parse().ok()).flatten()
}

/// `weaviate_client-4.9.0.dist-info`.
pub(super) fn dist_info(name: &str) -> Option<Option<Version>> {
    let lower = name.to_ascii_lowercase();
    let version = lower.strip_prefix("weaviate_client-")?.strip_suffix(".dist-info")?;
    Some(exact(version))
}

/// An installed npm package's own `package.json`.
pub(super) fn package(text: &str) -> Option<Option<Version>> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(value.get("version").and_then(Value::as_str).and_then(exact))
}

/// `uv.lock`, `poetry.lock`, `pdm.lock`: `name = "…"` and below it `version = "…"`.
pub(super) fn toml_lock(text: &str) -> Option<Option<Version>> {
    let mut lines = text.lines().skip_while(|line| line.trim() != "name = \"weaviate-client\"");
    lines.next()?;
    let version = lines
        .take(6)
        .take_while(|line| !line.starts_with("[["))
        .find_map(|line| line.trim().strip_prefix("version = \"")?.strip_suffix('"'));
    Some(version.and_then(exact))
}

/// `Pipfile.lock`.
pub(super) fn pipfile_lock(text: &str) -> Option<Option<Version>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let entry = ["default", "develop"].iter().find_map(|part| value.get(part)?.get("weaviate-client"))?;
    Some(entry.get("version").and_then(Value::as_str).and_then(|v| exact(v.trim_start_matches('='))))
}

/// `package-lock.json`, versions 1 to 3.
pub(super) fn npm_lock(text: &str) -> Option<Option<Version>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let entry = NPM.iter().find_map(|name| {
        let new = value.get("packages").and_then(|p| p.get(format!("node_modules/{name}")));
        new.or_else(|| value.get("dependencies").and_then(|d| d.get(*name)))
    })?;
    Some(entry.get("version").and_then(Value::as_str).and_then(exact))
}

/// `pnpm-lock.yaml`: `weaviate-client@3.1.4`, in old files `/weaviate-client/3.1.4`.
pub(super) fn pnpm_lock(text: &str) -> Option<Option<Version>> {
    let mut named = false;
    for name in NPM {
        for (at, _) in text.match_indices(name) {
            let before = text[..at].chars().next_back();
            let rest = &text[at + name.len()..];
            if before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
                continue;
            }
            named = named || rest.starts_with([':', '@', '/', '\'']);
            if let Some(version) = rest.strip_prefix(['@', '/']).and_then(exact) {
                return Some(Some(version));
            }
        }
    }
    named.then_some(None)
}

/// `yarn.lock`: a line `weaviate-client@^3.1.0:`, below it `version "3.1.4"` (Yarn 1) or `version: 3.1.4`.
pub(super) fn yarn_lock(text: &str) -> Option<Option<Version>> {
    let heads = |line: &&str| {
        let name = line.trim_start_matches('"');
        NPM.iter().any(|n| name.strip_prefix(n).is_some_and(|rest| rest.starts_with('@')))
    };
    let mut lines = text.lines().skip_while(|line| !heads(line));
    lines.next()?;
    let version = lines.take(4).find_map(|line| line.trim().strip_prefix("version"));
    Some(version.map(|v| v.trim_start_matches([':', ' ', '"'])).and_then(exact))
}

/// `go.mod`.
pub(super) fn go_mod(text: &str) -> Option<Option<Version>> {
    let line = text.lines().find(|line| {
        let line = line.trim().trim_start_matches("require ").trim();
        line.starts_with("github.com/weaviate/weaviate-go-client")
    })?;
    let version = line.split("weaviate-go-client").nth(1)?.split_whitespace().nth(1);
    Some(version.and_then(exact))
}

/// `pom.xml`.
pub(super) fn pom(text: &str) -> Option<Option<Version>> {
    let dependency = text.split("<dependency>").skip(1).find(|d| {
        let d = d.split("</dependency>").next().unwrap_or(d);
        d.contains("<groupId>io.weaviate</groupId>") && d.contains("<artifactId>client")
    })?;
    let dependency = dependency.split("</dependency>").next()?;
    let version = dependency.split("<version>").nth(1).and_then(|v| v.split("</version>").next());
    Some(version.and_then(|v| exact(v.trim())))
}

/// `build.gradle` and `build.gradle.kts`: `io.weaviate:client6:6.0.0`.
pub(super) fn gradle(text: &str) -> Option<Option<Version>> {
    let rest = text.split("io.weaviate:client").nth(1)?;
    let rest = rest.split(['"', '\'', '\n']).next()?;
    Some(rest.split(':').nth(1).and_then(exact))
}

/// A C# project: `<PackageReference Include="Weaviate.Client" Version="…" />`.
pub(super) fn csproj(text: &str) -> Option<Option<Version>> {
    let rest = text.split("Include=\"Weaviate.Client\"").nth(1)?;
    let version = rest.split('>').next()?.split("Version=\"").nth(1);
    Some(version.and_then(exact))
}

/// `requirements.txt`, `pyproject.toml` and the like. Only `==`, or a bare version of Poetry's, says which version it is.
pub(super) fn python_requirement(text: &str) -> Option<Option<Version>> {
    let rest = text.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or(line).to_ascii_lowercase().replace('_', "-");
        let at = line.find("weaviate-client")?;
        let before = line[..at].chars().next_back();
        let rest = line[at + "weaviate-client".len()..].to_owned();
        let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '.' || c == '/';
        (!before.is_some_and(inside) && !rest.starts_with(inside)).then_some(rest)
    })?;
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest).trim_start(),
        None => rest,
    };
    let pinned =
        rest.strip_prefix("==").or_else(|| rest.strip_prefix("= \"")).map(|v| v.trim_start_matches(['=', ' ']));
    Some(pinned.and_then(exact))
}

/// A project's `package.json`.
pub(super) fn npm_declared(text: &str) -> Option<Option<Version>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let entry = ["dependencies", "devDependencies", "peerDependencies"]
        .iter()
        .find_map(|part| NPM.iter().find_map(|name| value.get(part)?.get(*name)))?;
    Some(entry.as_str().and_then(exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_package_managers() {
        type Row = (fn(&str) -> Option<Option<Version>>, &'static str, Option<Option<Version>>);
        let v = |major, minor, patch| Some(Some(Version::new(major, minor, patch)));
        let table: Vec<Row> = vec![
            (dist_info, "weaviate_client-4.9.0.dist-info", v(4, 9, 0)),
            (dist_info, "weaviate_client_extra-1.0.dist-info", None),
            (package, r#"{"name":"weaviate-client","version":"3.14.0"}"#, v(3, 14, 0)),
            (toml_lock, "[[package]]\nname = \"weaviate-client\"\nversion = \"4.23.1\"\n", v(4, 23, 1)),
            (toml_lock, "[[package]]\nname = \"httpx\"\nversion = \"1\"\n", None),
            (pipfile_lock, r#"{"default":{"weaviate-client":{"version":"==4.9.3"}}}"#, v(4, 9, 3)),
            (npm_lock, r#"{"packages":{"node_modules/weaviate-client":{"version":"3.1.4"}}}"#, v(3, 1, 4)),
            (npm_lock, r#"{"dependencies":{"weaviate-ts-client":{"version":"2.2.0"}}}"#, v(2, 2, 0)),
            (npm_lock, r#"{"packages":{"node_modules/@weaviate/node":{"version":"3.15.1"}}}"#, v(3, 15, 1)),
            (npm_lock, "[]", None),
            (pnpm_lock, "packages:\n  weaviate-client@3.5.2:\n", v(3, 5, 2)),
            (pnpm_lock, "  /weaviate-client/3.0.5:\n", v(3, 0, 5)),
            (pnpm_lock, "  '@weaviate/web@3.15.1':\n", v(3, 15, 1)),
            (pnpm_lock, "  my-weaviate-client@3.0.5:\n", None),
            (yarn_lock, "weaviate-client@^3.1.0:\n  version \"3.1.4\"\n", v(3, 1, 4)),
            (yarn_lock, "\"weaviate-client@npm:^3.1.0\":\n  version: 3.1.5\n", v(3, 1, 5)),
            (yarn_lock, "\"@weaviate/node@npm:^3.15.0\":\n  version: 3.15.1\n", v(3, 15, 1)),
            (go_mod, "require (\n\tgithub.com/weaviate/weaviate-go-client/v5 v5.7.3\n)", v(5, 7, 3)),
            (go_mod, "module github.com/x/y", None),
            (
                pom,
                "<dependency><groupId>io.weaviate</groupId><artifactId>client6</artifactId><version>6.1.0</version></dependency>",
                v(6, 1, 0),
            ),
            (
                pom,
                "<dependency><groupId>io.weaviate</groupId><artifactId>client</artifactId><version>${w}</version></dependency>",
                Some(None),
            ),
            (gradle, "implementation(\"io.weaviate:client6:6.0.1\")", v(6, 0, 1)),
            (csproj, "<PackageReference Include=\"Weaviate.Client\" Version=\"1.0.2\" />", v(1, 0, 2)),
            (python_requirement, "httpx\nweaviate-client==4.14.3\n", v(4, 14, 3)),
            (python_requirement, "weaviate_client[agents] == 4.14.3 ; python_version > '3'", v(4, 14, 3)),
            (python_requirement, "weaviate-client>=4.9", Some(None)),
            (python_requirement, "dependencies = [\"weaviate-client>=4\"]", Some(None)),
            (python_requirement, "weaviate-client = \"^4.9\"", Some(None)),
            (python_requirement, "weaviate-client = \"4.9.1\"", v(4, 9, 1)),
            (python_requirement, "# weaviate-client==1", None),
            (python_requirement, "my-weaviate-client==1", None),
            (npm_declared, r#"{"dependencies":{"weaviate-client":"^3.1.0"}}"#, Some(None)),
            (npm_declared, r#"{"devDependencies":{"weaviate-client":"3.1.0"}}"#, v(3, 1, 0)),
            (npm_declared, r#"{"dependencies":{"@weaviate/node":"3.15.1"}}"#, v(3, 15, 1)),
            (npm_declared, "nonsense", None),
        ];
        for (i, (reader, text, expected)) in table.into_iter().enumerate() {
            assert_eq!(reader(text), expected, "{i}: {text}");
        }
    }
}
