//! What stands in for a sign where a terminal has no Unicode: one for one, so that nothing moves.

/// The stand-in of one that is not ASCII.
pub fn sign(symbol: &str) -> &'static str {
    match symbol {
        "✓" => "+",
        "✗" => "x",
        "·" | "…" | "•" => ".",
        "─" | "╸" | "–" | "—" => "-",
        "━" => "=",
        "├" | "┼" | "┤" | "┬" | "┴" => "+",
        "│" => "|",
        "┃" => "#",
        "×" => "x",
        "●" | "↗" => "*",
        "○" => "o",
        "›" | "▸" | "→" | "↪" => ">",
        "‹" | "←" => "<",
        "↑" => "^",
        "↓" => "v",
        "█" => "#",
        "▏" | "▌" => "_",
        "⏎" => "E",
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "\u{a0}" => " ",
        _ => "?",
    }
}

/// A text in ASCII alone.
pub fn text(text: &str) -> String {
    let mut buffer = [0; 4];
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { out.push_str(sign(c.encode_utf8(&mut buffer))) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::document::Sign;

    #[test]
    fn signs_stay_different_without_unicode() {
        let signs = [Sign::Passed, Sign::Warned, Sign::Failed, Sign::Neutral, Sign::Open, Sign::Place, Sign::Said];
        let plain = signs.map(|s| text(s.symbol()));
        assert_eq!(plain.concat(), "+!x.?>>");
        assert_eq!(text("gRPC ✓✗·· “key…”, ü"), "gRPC +x.. \"key.\", ?");
    }
}
