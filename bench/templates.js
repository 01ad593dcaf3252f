const fs = require('fs');
const path = require('path');

/** What an app has synthesized into a folder, a template for each stack. */
function templatesIn(folder) {
  return fs.readdirSync(folder).filter((file) => file.endsWith('.template.json')).sort().map((file) => {
    const text = fs.readFileSync(path.join(folder, file));
    return { stackName: file.replace('.template.json', ''), bytes: text.length, template: JSON.parse(text) };
  });
}

module.exports = { templatesIn };
