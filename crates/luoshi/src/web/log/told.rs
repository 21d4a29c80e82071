//! Rows of the log in words. To add a kind of event or a detail: a line in the table here and its texts; what has no
//! line is shown by its name.

use policy::access::Role;
use serde_json::Value;

use crate::{
    services::person::Places,
    store::Person,
    words::{Words, name},
};

/// Kinds of events and the keys of their words.
pub(super) const KINDS: [(&str, &str); 97] = [
    ("person.signed_in", "event-signed-in"),
    ("person.sign_in_failed", "event-sign-in-failed"),
    ("person.signed_out", "event-signed-out"),
    ("person.signed_out_elsewhere", "event-signed-out-elsewhere"),
    ("person.added", "event-person-added"),
    ("person.invited", "event-person-invited"),
    ("person.memberships_set", "event-memberships-set"),
    ("person.closed", "event-person-closed"),
    ("person.reopened", "event-person-reopened"),
    ("person.password_set", "event-password-set"),
    ("person.second_factor_on", "event-second-factor-on"),
    ("person.second_factor_off", "event-second-factor-off"),
    ("person.email_set", "event-email-set"),
    ("person.link_mailed", "event-link-mailed"),
    ("person.sso_linked", "event-sso-linked"),
    ("person.sso_link_failed", "event-sso-link-failed"),
    ("person.sso_unlinked", "event-sso-unlinked"),
    ("setting.second_factor_roles", "event-second-factor-roles"),
    ("snapshot.accepted", "event-snapshot-accepted"),
    ("snapshot.withdrawn", "event-snapshot-withdrawn"),
    ("reconciliation.started", "event-reconciliation-started"),
    ("reconciliation.done", "event-reconciliation-done"),
    ("reconciliation.failed", "event-reconciliation-failed"),
    ("reconciliation.cancelled", "event-reconciliation-cancelled"),
    ("reconciliation.children_exported", "event-reconciliation-children-exported"),
    ("pair.answered", "event-pair-answered"),
    ("pair.revealed", "event-pair-revealed"),
    ("upload.received", "event-upload-received"),
    ("upload.cancelled", "event-upload-cancelled"),
    ("import.refused", "event-import-refused"),
    ("mapping.remembered", "event-mapping-remembered"),
    ("measure.set", "event-measure-set"),
    ("definition.first_used", "event-definition-first-used"),
    ("definition.changed", "event-definition-changed"),
    ("rows.revealed", "event-rows-revealed"),
    ("row.revealed", "event-row-revealed"),
    ("rows.exported", "event-rows-exported"),
    ("query.revealed", "event-query-revealed"),
    ("workspace.made", "event-workspace-made"),
    ("publication.published", "event-publication-published"),
    ("publication.withdrawn", "event-publication-withdrawn"),
    ("school.linked", "event-school-linked"),
    ("school.unlinked", "event-school-unlinked"),
    ("visit.planned", "event-visit-planned"),
    ("visit.held", "event-visit-held"),
    ("visit.put_off", "event-visit-put-off"),
    ("visit.called_off", "event-visit-called-off"),
    ("visit.problem_found", "event-visit-problem-found"),
    ("visit.problem_answered", "event-visit-problem-answered"),
    ("visit.problem_solved", "event-visit-problem-solved"),
    ("visit.problem_returned", "event-visit-problem-returned"),
    ("token.made", "event-token-made"),
    ("token.ended", "event-token-ended"),
    ("backup.made", "event-backup-made"),
    ("source.attached", "event-source-attached"),
    ("document.written", "event-document-written"),
    ("ledger.written", "event-ledger-written"),
    ("duty.opened", "duty-event-opened"),
    ("duty.arranged", "duty-event-arranged"),
    ("duty.assigned", "duty-event-assigned"),
    ("duty.acknowledged", "duty-event-acknowledged"),
    ("duty.reported", "duty-event-reported"),
    ("duty.share_reported", "duty-event-share-reported"),
    ("duty.share_merged", "duty-event-share-merged"),
    ("duty.share_returned", "duty-event-share-returned"),
    ("duty.step_done", "duty-event-step-done"),
    ("duty.evidence_added", "duty-event-evidence-added"),
    ("duty.submitted", "duty-event-submitted"),
    ("duty.verified", "duty-event-verified"),
    ("duty.confirmed", "duty-event-confirmed"),
    ("duty.returned", "duty-event-returned"),
    ("duty.reopened", "duty-event-reopened"),
    ("duty.suspended", "duty-event-suspended"),
    ("duty.resumed", "duty-event-resumed"),
    ("duty.voided", "duty-event-voided"),
    ("duty.extension_asked", "duty-event-extension-asked"),
    ("duty.extension_granted", "duty-event-extension-granted"),
    ("duty.extension_refused", "duty-event-extension-refused"),
    ("duty.slip_raised", "duty-event-slip-raised"),
    ("duty.slip_answered", "duty-event-slip-answered"),
    ("duty.slip_settled", "duty-event-slip-settled"),
    ("duty.rated", "duty-event-rated"),
    ("duty.commented", "duty-event-commented"),
    ("duty.instructed", "duty-event-instructed"),
    ("duty.drawn", "duty-event-drawn"),
    ("duty.inspected", "duty-event-inspected"),
    ("duty.appealed", "duty-event-appealed"),
    ("duty.adjusted", "duty-event-adjusted"),
    ("duty.evidence_seen", "duty-event-evidence-seen"),
    ("sample.drawn", "event-sample-drawn"),
    ("notice.told", "event-notice-told"),
    ("person.letters_set", "event-letters-set"),
    ("robot.added", "event-robot-added"),
    ("robot.removed", "event-robot-removed"),
    ("robot.tested", "event-robot-tested"),
    ("delivery.sent_again", "event-delivery-sent-again"),
    ("delivery.closed", "event-delivery-closed"),
];

/// Details of events and the keys of their words.
const DETAILS: [(&str, &str); 48] = [
    ("account", "detail-account"),
    ("after", "detail-after"),
    ("as_of", "detail-as-of"),
    ("before", "detail-before"),
    ("by", "detail-by"),
    ("dataset", "detail-dataset"),
    ("ended", "detail-ended"),
    ("from", "detail-from"),
    ("hash", "detail-hash"),
    ("indicator", "detail-indicator"),
    ("issuer", "detail-issuer"),
    ("login", "detail-login"),
    ("memberships", "detail-memberships"),
    ("org", "detail-org"),
    ("pack", "detail-pack"),
    ("period", "detail-period"),
    ("problems", "detail-problems"),
    ("reason", "detail-reason"),
    ("record", "detail-record"),
    ("rows", "detail-rows"),
    ("rows_read", "detail-rows-read"),
    ("scope", "detail-scope"),
    ("standing", "column-standing"),
    ("changed", "reconcile-only-changed"),
    ("session", "detail-session"),
    ("source_name", "detail-source-name"),
    ("source_sha256", "detail-source-sha256"),
    ("sql", "detail-sql"),
    ("commitments", "detail-commitments"),
    ("note", "detail-note"),
    ("name", "detail-name"),
    ("expires", "detail-expires"),
    ("writes", "detail-writes"),
    ("files", "detail-files"),
    ("why", "detail-why"),
    ("unit", "detail-unit"),
    ("commitment", "detail-commitment"),
    ("rule", "detail-rule"),
    ("of", "detail-of"),
    ("people", "detail-people"),
    ("letters", "detail-letters"),
    ("groups", "detail-groups"),
    ("channel", "detail-channel"),
    ("was", "detail-was"),
    ("robot", "detail-robot"),
    ("address", "detail-address"),
    ("units", "detail-units"),
    ("notices", "detail-notices"),
];

/// How somebody proved who they are, and the keys of the words.
const WAYS: [(&str, &str); 5] = [
    ("link", "way-link"),
    ("password", "way-password"),
    ("person", "way-person"),
    ("sso", "way-sso"),
    ("sso_strong", "way-sso-strong"),
];

/// What names in the log stand for.
pub(super) struct Names<'a> {
    pub words: Words,
    pub people: &'a [Person],
    pub places: &'a Places,
}

impl Names<'_> {
    pub fn kind(&self, kind: &str) -> String {
        KINDS.iter().find(|(one, _)| *one == kind).map_or_else(|| kind.to_owned(), |(_, key)| self.words.say(key))
    }

    /// Whoever did it: name and login of a person, else what the log says.
    pub fn actor(&self, actor: &str) -> String {
        match self.people.iter().find(|one| one.login == actor) {
            Some(one) if one.name != one.login => format!("{} {}", one.name, one.login),
            _ if actor.is_empty() => self.words.say("log-nobody"),
            _ => actor.to_owned(),
        }
    }

    /// The details of an event, each with its word; what is empty is left out.
    pub fn body(&self, body: &str) -> Vec<(String, String)> {
        let Ok(Value::Object(details)) = serde_json::from_str(body) else { return Vec::new() };
        let told = details.iter().map(|(detail, value)| {
            let known = DETAILS.iter().find(|(one, _)| one == detail);
            (known.map_or_else(|| detail.clone(), |(_, key)| self.words.say(key)), self.value(detail, value))
        });
        told.filter(|(_, value)| !value.is_empty()).collect()
    }

    fn value(&self, detail: &str, value: &Value) -> String {
        let separator = self.words.say("list-separator");
        match value {
            Value::Null => String::new(),
            Value::String(text) if matches!(detail, "role" | "before" | "after") => self.role(text),
            Value::String(text) if detail == "by" => {
                let known = WAYS.iter().find(|(way, _)| way == text);
                known.map_or_else(|| text.clone(), |(_, key)| self.words.say(key))
            }
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                items.iter().map(|item| self.value(detail, item)).collect::<Vec<_>>().join(&separator)
            }
            Value::Object(map) => {
                if let (Some(Value::String(role)), Some(Value::String(scope))) = (map.get("role"), map.get("scope")) {
                    return format!("{} {}", self.role(role), self.places.name(scope));
                }
                let pairs = map.iter().map(|(name, value)| format!("{name} {}", self.value(name, value)));
                pairs.collect::<Vec<_>>().join(&separator)
            }
            other => other.to_string(),
        }
    }

    fn role(&self, text: &str) -> String {
        let role = Role::ALL.into_iter().find(|role| name(role) == text);
        role.map_or_else(|| text.to_owned(), |role| self.words.say(role.key()))
    }

    /// A place by its name, a long hash by its beginning.
    fn text(&self, text: &str) -> String {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { format!("{}…", &text[..12]) } else { self.places.name(text).to_owned() }
    }
}
