const fs = require('fs');

fs.mkdirSync('dist', { recursive: true });
fs.copyFileSync('greeting.js', 'dist/index.js');
