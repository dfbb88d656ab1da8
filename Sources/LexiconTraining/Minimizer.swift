/// Finds the minimum of a smooth convex function by L-BFGS.
///
/// The two-loop recursion of Nocedal and Wright, *Numerical Optimization*, algorithm 7.4, with a backtracking line
/// search. Deterministic: no clock, no random numbers, one thread.
struct Minimizer {
    /// How many steps are remembered to guess the curvature from.
    var memory = 8
    /// How many steps are taken at most.
    var stepsMax = 80
    /// Stops when a step lowers the value by less than this part of it.
    var tolerance = 1e-5

    private struct MinimizerStep {
        let move: [Double]
        let turn: [Double]
        let curvature: Double
    }

    /// Moves `point` to where `function` is least.
    ///
    /// - Parameter function: Gives the value at a point and writes the gradient.
    func minimize(_ point: inout [Double], _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double) {
        var gradient = [Double](repeating: 0, count: point.count)
        var value = function(point, &gradient)
        var steps: [MinimizerStep] = []
        for _ in 0..<stepsMax {
            var direction = descent(gradient, steps)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                steps = []
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            if slope > -1e-12 { return }
            var length = steps.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
            var next = point
            var nextGradient = gradient
            var nextValue = value
            for _ in 0..<30 {
                for index in next.indices { next[index] = point[index] + length * direction[index] }
                nextValue = function(next, &nextGradient)
                // Sufficient decrease (Armijo).
                if nextValue <= value + 1e-4 * length * slope { break }
                length *= 0.5
            }
            guard nextValue < value else { return }
            let move = difference(next, point)
            let turn = difference(nextGradient, gradient)
            let curvature = dot(move, turn)
            if curvature > 1e-10 {
                steps.append(MinimizerStep(move: move, turn: turn, curvature: curvature))
                if steps.count > memory { steps.removeFirst() }
            }
            let gain = value - nextValue
            (point, gradient, value) = (next, nextGradient, nextValue)
            if gain < tolerance * value.magnitude { return }
        }
    }

    private func descent(_ gradient: [Double], _ steps: [MinimizerStep]) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors = [Double](repeating: 0, count: steps.count)
        for (index, step) in steps.enumerated().reversed() {
            factors[index] = dot(step.move, direction) / step.curvature
            add(-factors[index], step.turn, to: &direction)
        }
        if let last = steps.last {
            let scale = last.curvature / dot(last.turn, last.turn)
            for index in direction.indices { direction[index] *= scale }
        }
        for (index, step) in steps.enumerated() {
            add(factors[index] - dot(step.turn, direction) / step.curvature, step.move, to: &direction)
        }
        return direction
    }

    private func difference(_ a: [Double], _ b: [Double]) -> [Double] {
        [Double](unsafeUninitializedCapacity: a.count) { buffer, count in
            for index in a.indices { buffer[index] = a[index] - b[index] }
            count = a.count
        }
    }

    private func add(_ factor: Double, _ other: [Double], to vector: inout [Double]) {
        for index in vector.indices { vector[index] += factor * other[index] }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}
