; TypeScript as far as the snippets need it. The grammar's own query covers types alone and counts on JavaScript's for the rest.
(comment) @comment
[(string) (template_string) (regex)] @string
(template_substitution) @embedded
(number) @number
[(true) (false) (null) (undefined)] @constant
(this) @keyword
(call_expression function: (identifier) @function)
(call_expression function: (member_expression property: (property_identifier) @function))
(new_expression constructor: (identifier) @type)
(new_expression constructor: (member_expression property: (property_identifier) @type))
(function_declaration name: (identifier) @function)
(type_identifier) @type
(predefined_type) @type
[
  "as" "async" "await" "break" "case" "catch" "class" "const" "continue" "default" "delete" "do" "else" "export" "extends" "finally"
  "for" "from" "function" "if" "import" "in" "instanceof" "interface" "let" "new" "of" "return" "switch" "throw" "try" "type"
  "typeof" "var" "void" "while" "yield"
] @keyword
