// Counts what several runners did, and says it in one line at the end.
class Tally {
  rows = [];

  /** Runs an action that says itself what it counted. An exception is a failure. */
  run(title, action) {
    console.log(`\n== ${title}`);
    const start = Date.now();
    let counts;
    try {
      counts = action();
    } catch (error) {
      console.error(error.message);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    this.rows.push({ title, ...counts, seconds: (Date.now() - start) / 1000 });
    return counts.failed === 0;
  }

  /** Runs an action that counts as one check. It fails by throwing or by returning false. */
  check(title, action) {
    return this.run(title, () => {
      const passed = action() !== false;
      return { passed: Number(passed), failed: Number(!passed), skipped: 0 };
    });
  }

  /** Counts one check that could not be made here, and why. */
  skip(title, reason) {
    this.run(title, () => {
      console.log(`skipped: ${reason}`);
      return { passed: 0, failed: 0, skipped: 1 };
    });
  }

  /** Prints the summary and ends the process, with an error unless everything passed. */
  close() {
    const sum = (what) => this.rows.reduce((total, row) => total + row[what], 0);
    const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];

    console.log(`\n${'passed'.padStart(7)}${'failed'.padStart(7)}${'skipped'.padStart(8)}${'seconds'.padStart(9)}`);
    for (const row of this.rows) {
      console.log(`${String(row.passed).padStart(7)}${String(row.failed).padStart(7)}${String(row.skipped).padStart(8)}${row.seconds.toFixed(1).padStart(9)}  ${row.title}`);
    }
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  }
}

module.exports = { Tally };
