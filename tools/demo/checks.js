// What was checked, and what came of it.
const { matches } = require('./compare');

/** More of a value than this tells a person nothing. */
const LONGEST = 300;

class Checks {
  passed = 0;
  failures = [];

  /** Counts one check and says whether it passed. */
  that(what, holds, detail) {
    if (holds) {
      this.passed += 1;
    } else {
      this.failures.push(detail ? `${what}: ${detail}` : what);
    }
    return holds;
  }

  /** Counts one check of what there is against what is wanted; what cannot be found out is a failure. */
  equal(what, readActual, readWanted) {
    try {
      const [actual, wanted] = [readActual(), readWanted()];
      return this.that(what, matches(wanted, actual), `expected ${show(wanted)}, got ${show(actual)}`);
    } catch (error) {
      return this.that(what, false, error.message);
    }
  }

  /** How many checks an action makes, and whether all of them pass. */
  during(action) {
    const [passed, failed] = [this.passed, this.failures.length];
    action();
    return { passed: this.passed - passed, failed: this.failures.length - failed };
  }
}

function show(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} ...` : text;
}

module.exports = { Checks };
