//! Who may do what: roles, and the rights that each has. Which rows a right reaches is the *scope* of the membership.
//!
//! A person holds one or more memberships, each a role with a scope: a place in the organisation tree (the district, a
//! township, a school: 行政层级) or a unit of the plan (责任单位). A right held by any of them is held; it reaches only
//! the scopes of the memberships that give it. Every route names one right, and a snapshot beside the tests shows each
//! route × role as it was reviewed.
//!
//! To add a right: a variant, a row in [`Role::may`], and the routes that need it.

use serde::{Deserialize, Serialize};

/// What somebody is in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps accounts, packs and settings (系统管理员); sees no rows about persons.
    Administrator,
    /// Runs the plan for the lead unit (牵头单位经办人).
    Planner,
    /// Answers for a responsible unit (责任单位联络员).
    Liaison,
    /// Heads a responsible unit (责任单位负责人): may what its liaisons may, and is told when they are late.
    Head,
    /// Hands in the data of one school (学校数据员).
    Clerk,
    /// Looks after the children of a township (乡镇街道经办人).
    Township,
    /// Inspects schools (督学、检查人员).
    Inspector,
    /// District leader or linked leader (区领导、挂钩领导).
    Leader,
    /// Reads everything, the log too, and changes nothing (审计、上级督查).
    Auditor,
}

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// The plan, its targets and where they stand; figures of the district.
    Plan,
    /// Schools, townships and their figures, within the scope.
    Schools,
    /// Datasets, what is due, and what was handed in, within the scope.
    Data,
    /// Handing in, accepting and withdrawing data, within the scope.
    Import,
    /// Rows behind the figures, those about persons masked, within the scope.
    Rows,
    /// What is masked in a row, one row at a time and for a stated reason, within the scope.
    Reveal,
    /// The log.
    Log,
    /// Accounts and memberships.
    People,
    /// What of the plan everybody may see.
    Publish,
    /// Official documents (公文) from the figures; a liaison only those about its own unit.
    Document,
    /// Laying the official text of the plan beside what was read from it.
    Attach,
    /// Packs, settings, storage, backups, background work and health, to look at.
    Settings,
    /// Ending background work that somebody else began.
    Stop,
    /// Group robots, and what could not be delivered.
    Deliver,
    /// Duties (督办事项) and where they stand, within the scope.
    Duties,
    /// Opening, assigning and driving duties.
    Supervise,
    /// Answering for the duties of a unit.
    Answer,
    /// Verifying what was reported, at the desk and on site.
    Verify,
    /// Instructions to units (批示).
    Instruct,
    /// How many files of missing children (控辍保学) there are, and where they stand.
    Cases,
    /// The files themselves, within the scope: who the child is, what was done, what comes next.
    CaseFiles,
    /// Linked leaders (挂钩领导), their visits to schools, and what was found there; of a liaison, what their unit solves.
    Visits,
    /// Linking leaders to schools.
    Link,
    /// Planning and recording visits, and confirming that problems are solved.
    Visit,
    /// Where the children of the district stand by the reconciliation of register and rolls, in counts.
    Standings,
    /// Starting and ending reconciliations.
    Reconcile,
    /// Children one by one, and the pairs that people have to decide, within the scope.
    Review,
}

impl Role {
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::Planner,
        Self::Liaison,
        Self::Head,
        Self::Clerk,
        Self::Township,
        Self::Inspector,
        Self::Leader,
        Self::Auditor,
    ];

    /// Whether the role gives the right.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        match right {
            Right::Plan => true,
            Right::Schools => !matches!(self, Self::Liaison | Self::Head),
            Right::Data | Right::Standings => !matches!(self, Self::Administrator),
            Right::Import => {
                matches!(self, Self::Planner | Self::Liaison | Self::Head | Self::Clerk | Self::Township)
            }
            Right::Rows => {
                matches!(self, Self::Planner | Self::Clerk | Self::Township | Self::Inspector | Self::Auditor)
            }
            Right::Reveal => matches!(self, Self::Planner | Self::Clerk | Self::Township),
            Right::Log => matches!(self, Self::Administrator | Self::Auditor),
            Right::People | Right::Stop | Right::Deliver => matches!(self, Self::Administrator),
            Right::Document => matches!(self, Self::Planner | Self::Liaison | Self::Head | Self::Leader),
            Right::Publish => matches!(self, Self::Planner | Self::Leader),
            Right::Attach => matches!(self, Self::Administrator | Self::Planner),
            Right::Settings => matches!(self, Self::Administrator | Self::Auditor),
            Right::Visits => {
                matches!(self, Self::Planner | Self::Liaison | Self::Head | Self::Leader | Self::Auditor)
            }
            Right::Duties => {
                matches!(
                    self,
                    Self::Planner | Self::Liaison | Self::Head | Self::Inspector | Self::Leader | Self::Auditor
                )
            }
            Right::Review => matches!(self, Self::Planner | Self::Clerk | Self::Township),
            Right::Supervise | Right::Link | Right::Reconcile => matches!(self, Self::Planner),
            Right::Visit => matches!(self, Self::Planner | Self::Leader),
            Right::Answer => matches!(self, Self::Liaison | Self::Head),
            Right::Verify => matches!(self, Self::Planner | Self::Inspector),
            Right::Instruct => matches!(self, Self::Leader),
            Right::Cases => !matches!(self, Self::Administrator),
            Right::CaseFiles => matches!(self, Self::Planner | Self::Clerk | Self::Township),
        }
    }

    /// What the scope of a membership of this role is.
    #[must_use]
    pub const fn scope(self) -> ScopeKind {
        match self {
            Self::Administrator | Self::Planner | Self::Leader | Self::Auditor => ScopeKind::District,
            Self::Liaison | Self::Head => ScopeKind::Unit,
            Self::Clerk => ScopeKind::School,
            Self::Township => ScopeKind::Township,
            Self::Inspector => ScopeKind::Any,
        }
    }

    /// Fluent key of the name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Administrator => "role-administrator",
            Self::Planner => "role-planner",
            Self::Liaison => "role-liaison",
            Self::Head => "role-head",
            Self::Clerk => "role-clerk",
            Self::Township => "role-township",
            Self::Inspector => "role-inspector",
            Self::Leader => "role-leader",
            Self::Auditor => "role-auditor",
        }
    }
}

/// What kind of place a membership names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The whole district; nothing to name.
    District,
    /// A unit of the plan, by its id.
    Unit,
    /// A school, by its code.
    School,
    /// A township, by its code.
    Township,
    /// The district, a township or a school.
    Any,
}

/// A role at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Membership {
    pub role: Role,
    /// Code of the district, township or school whose rows it reaches; of a liaison or head, the id of the unit.
    pub scope: String,
}
