// The library as its consumers in TypeScript and Python get it; every other language is in `test-languages.js`.
const { checkLanguages } = require('./test-languages');
const { Tally } = require('./tally');

function checkConsumers(tally) {
  checkLanguages(tally, ['python']);
}

module.exports = { checkConsumers };

if (require.main === module) {
  const tally = new Tally();
  checkConsumers(tally);
  tally.close();
}
