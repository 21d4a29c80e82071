//! Help and usage errors in the user's language: clap parses, the sentences come from Fluent.

use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};

use crate::words::Words;

/// Fills in the texts of a command and of everything below it.
#[must_use]
pub fn localised(command: Command, words: Words) -> Command {
    fill(command, "command", words)
}

fn fill(command: Command, key: &str, words: Words) -> Command {
    let template = format!("{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}", words.say("help-usage"));
    let mut command = command
        .about(words.say(key))
        .help_template(template)
        .subcommand_help_heading(words.say("help-commands"))
        .subcommand_value_name(words.say("help-command"))
        .mut_args(|arg| argument(arg, key, words));
    let names: Vec<_> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| fill(sub, &format!("{key}-{name}"), words));
    }
    command
}

fn argument(arg: Arg, command: &str, words: Words) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    if arg.is_hide_set() {
        return arg;
    }
    // A text for this one command wins over the shared one.
    let own = command.strip_prefix("command-").and_then(|command| words.find(&format!("argument-{command}-{id}")));
    let heading = words.say(if arg.is_positional() { "help-arguments" } else { "help-options" });
    let arg = arg.help(own.unwrap_or_else(|| words.say(&format!("argument-{id}")))).help_heading(heading);
    // What clap adds of its own would be English; the texts say it where it matters.
    let takes_value = !matches!(arg.get_action(), ArgAction::Help | ArgAction::Version | ArgAction::SetTrue);
    if takes_value { arg.hide_possible_values(true).hide_default_value(true).hide_env(true) } else { arg }
}

/// The help of every command, one page after the other.
#[must_use]
pub fn pages(mut command: Command, words: Words) -> String {
    fn walk(command: &mut Command, words: Words, text: &mut String) {
        let name = command.get_bin_name().unwrap_or("luoshi").to_owned();
        *text += &format!("$ {name} --help\n{}\n", page(&command.render_help().to_string(), words));
        for sub in command.get_subcommands_mut() {
            walk(sub, words, text);
        }
    }
    let mut text = String::new();
    command.build();
    walk(&mut command, words, &mut text);
    text
}

/// A help page in which the one word that clap brings itself is in the user's language.
#[must_use]
pub fn page(text: &str, words: Words) -> String {
    text.replace("[OPTIONS]", &format!("[{}]", words.say("help-options")))
}

/// What was wrong with the command line, and where to look.
#[must_use]
pub fn usage(error: &Error, words: Words) -> String {
    let context = |kind| error.get(kind).map(flat).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let command = context(ContextKind::InvalidSubcommand);
    let mut message = match error.kind() {
        ErrorKind::UnknownArgument => words.with("usage-unknown-argument", &[("argument", &argument)]),
        ErrorKind::InvalidSubcommand => words.with("usage-unknown-command", &[("command", &command)]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return page(&error.to_string(), words);
        }
        ErrorKind::MissingRequiredArgument => words.with("usage-missing", &[("argument", &argument)]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            words.with("usage-missing-value", &[("argument", &argument)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words.with("usage-bad-value", &[("argument", &argument), ("value", &value)])
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            words.with("usage-conflict", &[("argument", &argument), ("other", &other)])
        }
        _ => words.with("usage-other", &[("message", error.to_string().trim())]),
    };
    let allowed = context(ContextKind::ValidValue);
    if !allowed.is_empty() {
        message += &words.with("usage-allowed", &[("values", &allowed)]);
    }
    let suggestions = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    for suggestion in suggestions.into_iter().map(context).filter(|text| !text.is_empty()) {
        message += &words.with("usage-suggestion", &[("suggestion", &suggestion)]);
    }
    format!("{message}\n{}\n", words.say("usage-help"))
}

fn flat(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
