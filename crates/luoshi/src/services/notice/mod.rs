//! Notices: who is told what by the rules of supervision, once, and the letters and group messages that carry it.
//!
//! `policy::supervise::due_notices` says what is to be told to which kind of recipient; here recipients become people by their
//! roles and links ([`due()`]), and what nobody told them before is written down together with its delivery ([`make()`]). A
//! delivery is marked before anything leaves ([`send()`]): what a server that ended left so marked may have arrived, and only a
//! person decides whether it goes out again ([`settle()`]).
//!
//! To add a recipient: a variant of `policy::supervise::Recipient` and its people in `due.rs`. To add a kind of robot: its
//! message in `robot.rs`.

mod due;
mod inbox;
mod make;
mod robot;
mod robots;
mod send;

pub use self::{
    due::{Due, Telling, due},
    inbox::{Inbox, choose_letters, find, inbox, mark, unread, wants_letters},
    make::{Made, make},
    robot::Line,
    robots::{NewRobot, add_robot, remove_robot, robots, test_robot},
    send::{CODES, Outcome, Sent, Troubled, next, send, settle, strand, troubled},
};
