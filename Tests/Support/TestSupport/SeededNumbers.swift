/// Numbers that look random and are the same for the same seed, on every machine: SplitMix64 (Steele, Lea and Flood,
/// 2014).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins the numbers of a seed.
    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`, which must be positive.
    package mutating func below(_ bound: Int) -> Int {
        Int(next() >> 1) % bound
    }

    /// Whether something happens that happens in so many of a hundred cases.
    package mutating func happens(inPercent percent: Int) -> Bool {
        below(100) < percent
    }
}
