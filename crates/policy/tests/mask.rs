//! Masked values show what their class allows and nothing more.

use policy::{
    dataset::{
        ColumnType::{self, Code, Date, Decimal, Identifier, Integer, Text},
        Privacy,
    },
    mask::mask,
};
use proptest::prelude::*;

const MARKER: &str = "hidden";

#[test]
fn every_class_on_examples() {
    for (value, kind, privacy, shown) in [
        ("530113001", Identifier, Privacy::Public, "530113001"),
        ("12.5", Decimal, Privacy::Internal, "12.5"),
        ("张小三", Text, Privacy::Personal, "张*"),
        ("欧阳某某", Text, Privacy::Personal, "欧*"),
        ("2015-03-02", Date, Privacy::Personal, "2015"),
        ("2015年3月", Date, Privacy::Personal, "*"),
        ("1", Code, Privacy::Personal, "*"),
        ("11010519491231002X", Identifier, Privacy::Identifier, "1101************2X"),
        ("G11010519491231002X", Identifier, Privacy::Identifier, "G110*************2X"),
        ("13812345678", Identifier, Privacy::Identifier, "1381*****78"),
        ("1234567890", Text, Privacy::Identifier, "1234****90"),
        ("123456789", Text, Privacy::Identifier, "****"),
        ("重度", Code, Privacy::Sensitive, MARKER),
        ("98", Integer, Privacy::Sensitive, MARKER),
        ("", Integer, Privacy::Sensitive, MARKER),
        ("", Text, Privacy::Personal, ""),
        ("", Identifier, Privacy::Identifier, ""),
    ] {
        assert_eq!(mask(value, kind, privacy, MARKER), shown, "{value} {privacy:?}");
    }
}

fn kinds() -> impl Strategy<Value = ColumnType> {
    prop_oneof![Just(Text), Just(Identifier), Just(Integer), Just(Decimal), Just(Date), Just(Code)]
}

proptest! {
    /// No four digits in a row beyond the first four characters, and never more than six characters in all.
    #[test]
    fn no_run_longer_than_what_is_kept(value in "[0-9A-Z]{1,24}", kind in kinds()) {
        let shown = mask(&value, kind, Privacy::Identifier, MARKER).into_owned();
        let runs: Vec<usize> = shown.split('*').map(|run| run.chars().count()).filter(|&length| length > 0).collect();
        prop_assert!(runs.is_empty() || runs == [4, 2], "{shown}");
        let shown = mask(&value, kind, Privacy::Personal, MARKER).into_owned();
        prop_assert!(shown.chars().filter(|char| *char != '*').count() <= 1, "{shown}");
    }

    #[test]
    fn sensitive_values_tell_nothing(one in any::<String>(), two in any::<String>(), kind in kinds()) {
        let hide = |value| mask(value, kind, Privacy::Sensitive, MARKER).into_owned();
        prop_assert_eq!(hide(&one), hide(&two));
    }

    #[test]
    fn names_of_any_length_look_alike(name in "[一-龥]{2,8}") {
        prop_assert_eq!(mask(&name, Text, Privacy::Personal, MARKER).chars().count(), 2);
    }
}
