//! The digits that Java before 19 gives a floating-point number: enough to tell it from its neighbours, not always the fewest.
//!
//! Source: JDK 17, `jdk.internal.math.FloatingDecimal.dtoa`; <https://bugs.openjdk.org/browse/JDK-4511638>.

use std::cmp::Ordering;

use num_bigint::BigUint;

/// Bits of a double's fraction.
const FRACTION: i32 = 52;

/// The digits of a finite number that is not zero, and the power of ten of the first.
pub(super) fn double(x: f64) -> (String, i32) {
    let bits = x.abs().to_bits();
    Binary::new(bits & ((1 << FRACTION) - 1), (bits >> FRACTION) as i32, 1023, FRACTION + 1).digits()
}

/// As [`double`], of single precision.
pub(super) fn float(x: f32) -> (String, i32) {
    let bits = x.abs().to_bits();
    let fraction = u64::from(bits & ((1 << 23) - 1)) << (FRACTION - 23);
    Binary::new(fraction, (bits >> 23) as i32, 127, 24).digits()
}

/// A number of at most 53 bits, the first of which stands for two to the power of `exponent`.
struct Binary {
    bits: u64,
    exponent: i32,
    significant: i32,
}

impl Binary {
    fn new(fraction: u64, biased: i32, bias: i32, significant: i32) -> Self {
        if biased > 0 {
            return Self { bits: fraction | 1 << FRACTION, exponent: biased - bias, significant };
        }
        let shift = fraction.leading_zeros() as i32 - (63 - FRACTION);
        Self { bits: fraction << shift, exponent: 1 - bias - shift, significant: significant - shift }
    }

    fn digits(&self) -> (String, i32) {
        let fraction_bits = FRACTION + 1 - self.bits.trailing_zeros() as i32;
        if self.exponent <= 62 && fraction_bits <= self.exponent + 1 {
            self.digits_of_integer()
        } else {
            self.digits_of_fraction(fraction_bits)
        }
    }

    /// All digits, but for those that the bits behind the last significant one would make up.
    fn digits_of_integer(&self) -> (String, i32) {
        let shift = self.exponent - FRACTION;
        let value = if shift >= 0 { self.bits << shift } else { self.bits >> -shift };
        let unit = 10_u64.pow((1_u64 << (self.exponent - self.significant - 1).max(0)).ilog10());
        let rounded = if unit > 1 { value / unit + u64::from(value % unit >= unit / 2) } else { value };
        let figures = (rounded * unit).to_string();
        (figures.trim_end_matches('0').to_owned(), figures.len() as i32 - 1)
    }

    /// Digits until what is left is less than half a step to a neighbour. Source: Steele and White, "How to print
    /// floating-point numbers accurately".
    fn digits_of_fraction(&self, fraction_bits: i32) -> (String, i32) {
        let tiny = (fraction_bits - self.exponent - 1).max(0);
        let mut decimal = self.estimate();
        let (fives, unit_fives) = ((-decimal).max(0), decimal.max(0));
        let (mut twos, mut unit_twos) = (fives + tiny + self.exponent, unit_fives + tiny);
        let mut step_twos = twos - self.significant;
        twos -= fraction_bits - 1;
        let common = twos.min(unit_twos);
        twos -= common;
        unit_twos -= common;
        step_twos -= common + i32::from(fraction_bits == 1);
        let lift = (-step_twos).max(0);
        let power = |fives: i32, twos: i32| BigUint::from(5_u8).pow(fives as u32) << (twos + lift);
        let unit = power(unit_fives, unit_twos);
        let ten = &unit * 10_u8;
        let mut step = power(fives, step_twos);
        let mut rest = power(fives, twos) * (self.bits >> self.bits.trailing_zeros());
        let bits = fraction_bits + twos + lift + bits_of_fives(fives);
        let ten_bits = unit_twos + lift + 1 + bits_of_fives(unit_fives + 1);
        // numbers that fit a machine word are counted in one, overflow and all
        let word = [31, 63].into_iter().find(|word| bits.max(ten_bits) <= *word);
        let counted = |x: BigUint| match word {
            Some(word) => Some(x % (BigUint::from(2_u8) << word)).filter(|x| x.bits() <= word as u64),
            None => Some(x),
        };
        let ends = |rest: &BigUint, step: &BigUint| {
            let above = counted(rest + step).is_some_and(|sum| if word.is_some() { sum > ten } else { sum >= ten });
            (rest < step, above)
        };
        let mut figures = Vec::new();
        let (mut low, mut high);
        let mut first = true;
        loop {
            let digit = (&rest / &unit).iter_u32_digits().next().unwrap_or(0) as u8;
            rest = (rest % &unit) * 10_u8;
            let next = counted(&step * 10_u8);
            (low, high) = next.as_ref().map_or((true, true), |step| ends(&rest, step));
            step = next.unwrap_or_default();
            if first && digit == 0 && !high {
                decimal -= 1;
            } else {
                figures.push(digit);
            }
            // at least two digits where there is an exponent
            let goes_on = first && !(-3..8).contains(&decimal);
            if (low || high) && !goes_on {
                break;
            }
            first = false;
        }
        let up = match (low, high) {
            (true, true) => match (rest * 2_u8).cmp(&ten) {
                Ordering::Greater => true,
                Ordering::Equal => figures.last().is_some_and(|digit| digit % 2 == 1),
                Ordering::Less => false,
            },
            (_, high) => high,
        };
        if up {
            decimal += i32::from(round_up(&mut figures));
        }
        let text: String = figures.iter().map(|digit| char::from(b'0' + digit)).collect();
        let trimmed = text.trim_end_matches('0');
        (trimmed.to_owned(), decimal)
    }

    /// The power of ten of the first digit, or one more.
    #[expect(clippy::approx_constant, reason = "the estimate as Java makes it")]
    fn estimate(&self) -> i32 {
        let mantissa = f64::from_bits(1023 << FRACTION | self.bits & ((1 << FRACTION) - 1));
        let log = (mantissa - 1.5) * 0.289_529_654 + 0.176_091_259 + f64::from(self.exponent) * 0.301_029_995_663_981;
        log.floor() as i32
    }
}

/// Bits of a power of five, or somewhat more.
fn bits_of_fives(power: i32) -> i32 {
    if power < 27 { (64 - 5_u64.pow(power as u32).leading_zeros()) as i32 - i32::from(power == 0) } else { power * 3 }
}

/// The next number of as many digits; whether it took one more.
fn round_up(figures: &mut [u8]) -> bool {
    for digit in figures.iter_mut().rev() {
        *digit = (*digit + 1) % 10;
        if *digit != 0 {
            return false;
        }
    }
    if let Some(first) = figures.first_mut() {
        *first = 1;
    }
    true
}
