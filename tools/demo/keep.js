/** Checks promises, and says of each whether it was kept. One that finds nothing to look at is broken. */
function keep(checks, promises, orders) {
  return promises.map(([title, look]) => {
    const { passed, failed } = checks.during(() => {
      let found = [];
      try {
        found = look(orders);
      } catch (error) {
        checks.that(title, false, error.message);
      }
      found.forEach(([actual, wanted]) => checks.equal(title, () => actual, () => wanted));
    });
    return { title, kept: passed > 0 && failed === 0 };
  });
}

module.exports = { keep };
