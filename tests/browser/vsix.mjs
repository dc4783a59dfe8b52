// A VS Code extension in a file, made on the spot: an archive with files that are stored as they are.
import { crc32 } from 'node:zlib';

/** A theme whose editors have the background #123456. */
export function themeExtension(name, label) {
  const manifest = {
    name, publisher: 'coditect', version: '1.0.0', displayName: label, engines: { vscode: '^1.80.0' },
    contributes: { themes: [{ label, uiTheme: 'vs-dark', path: './theme.json' }] },
  };
  return archive({
    'extension.vsixmanifest': `<PackageManifest><Metadata><Identity Id="${name}" Version="1.0.0" Publisher="coditect"/></Metadata></PackageManifest>`,
    'extension/package.json': JSON.stringify(manifest),
    'extension/theme.json': JSON.stringify({ name: label, type: 'dark', colors: { 'editor.background': '#123456' }, tokenColors: [] }),
  });
}

/** A ZIP archive, as its specification has it: local headers with contents, then the directory. */
function archive(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, content] = [Buffer.from(path), Buffer.from(text)];
    // From "version needed" to "extra length", the same in both headers.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04'), common, name, content);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, place, name);
    offset += 30 + name.length + content.length;
  }
  const count = Object.keys(files).length;
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
