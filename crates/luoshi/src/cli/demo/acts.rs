//! Moments at which people of the demo act, and the photos that they take.

use std::io::Cursor;

use anyhow::Result;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use crate::edge::{self, Edge, System};

/// Gives every act a moment of its own.
pub(super) struct Acts<'a> {
    edge: &'a Edge,
    count: u8,
}

impl<'a> Acts<'a> {
    pub(super) const fn new(edge: &'a Edge) -> Self {
        Self { edge, count: 0 }
    }

    /// The moment of the next act: office hours of its day.
    pub(super) fn then(&mut self, day: Date) -> Result<Edge> {
        self.count = self.count.wrapping_add(1);
        let morning: Timestamp = edge::end_of(day.yesterday()?)?;
        let minutes = i64::from(self.count) + 9 * 60;
        // Ids and secrets are made anew: two acts of one day must not share them.
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(&self.edge.salt());
        let system = System { now: morning.checked_add(minutes.minutes())?.min(self.edge.now), seed, width: None };
        let (dir, pack) = (self.edge.dir.clone(), self.edge.pack.clone());
        Ok(Edge::new(&system, self.edge.words, dir, pack, self.edge.words.say("demo-actor")))
    }
}

/// A made-up photo: stripes of two colours that follow from an id.
pub(super) fn photo(id: &str) -> Result<Vec<u8>> {
    let seed: u32 = id.bytes().map(u32::from).sum();
    let shade = |value: u32| u8::try_from(value % 200 + 40).unwrap_or(40);
    let picture = image::RgbImage::from_fn(480, 320, |x, y| {
        let stripe = (x / 40 + y / 40) % 2;
        image::Rgb([shade(seed), shade(seed / 3 + stripe * 60), shade(x / 4 + y / 4)])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Png)?;
    Ok(file.into_inner())
}
