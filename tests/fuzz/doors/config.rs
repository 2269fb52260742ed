//! `config.toml`: what it says, or one clean line about what is wrong.

use super::{Door, Fixtures, holds_no_key, is_clean, with_key};
use weaviate_doctor::io::discover::config_file::Config;
use weaviate_doctor::model::target::Target;

const WORDS: &[&str] = &[
    "client = \"python\"\n",
    "theme = \"dark\"\n",
    "presentation = true\n",
    "[clusters.production]\n",
    "[clusters.\"a b\"]\n",
    "url = ",
    "grpc = ",
    "api_key_env = ",
    "api_key_file = ",
    "api_key = \"{key}\"\n",
    "\"{key}\"",
    "\"https://abc.weaviate.cloud\"",
    "\"grpcs://a:443\"",
    "[[a]]",
    "a.b.c = 1\n",
    "'''",
    "\"\"\"",
    "\\u0041",
    "1979-05-27",
    "inf",
    "0x",
    "{ a = 1 }",
    "[places.pod]\n",
    "command = [\"kubectl\"]\n",
    "# c\n",
    "\"A_KEY\"",
];

pub fn door() -> Door {
    Door { name: "config", run, inputs: 4000, words: WORDS, fixtures: Fixtures::Nothing }
}

fn run(data: &[u8]) {
    let text = with_key(data);
    match Config::read(&text) {
        Err(problem) => {
            assert!(problem.line >= 1 && problem.line <= text.matches('\n').count() + 1, "{problem:?}");
            is_clean(&problem.what, false, "a problem");
            holds_no_key(&problem.what, "a problem");
        }
        Ok(config) => {
            for (name, cluster) in &config.clusters {
                is_clean(name, false, "a cluster's name");
                assert!(Target::read(&cluster.url, cluster.grpc.as_ref()).is_ok(), "{:?}", cluster.url);
            }
        }
    }
}
