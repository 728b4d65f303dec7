import { describe, expect, test } from 'vitest';
import { checkWebhookUrl, isAllowedAddress, parseAllowed } from './allowed-address.ts';

const nothing = parseAllowed([]);

describe('without --webhook-allow', () => {
  test.each([
    ['127.0.0.1'],
    ['127.8.8.8'],
    ['0.0.0.0'],
    ['10.1.2.3'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.168.1.1'],
    ['169.254.169.254'], // metadata of clouds
    ['100.100.100.200'], // the same, elsewhere
    ['224.0.0.1'],
    ['255.255.255.255'],
    ['::1'],
    ['::'],
    ['fe80::1'],
    ['fd00::1'],
    ['fd00:ec2::254'],
    ['ff02::1'],
    ['::ffff:10.0.0.1'],
    ['::ffff:7f00:1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
    ['2001::1'],
  ])('%s is not reached', address => {
    expect(isAllowedAddress('mes.example.com', address, nothing)).toBe(false);
  });

  test.each([['8.8.8.8'], ['172.32.0.1'], ['2606:4700::1111']])('%s is reached', address => {
    expect(isAllowedAddress('mes.example.com', address, nothing)).toBe(true);
  });

  test.each([
    ['ftp://mes.example.com/', 'expected http or https'],
    ['file:///etc/passwd', 'expected http or https'],
    ['not a url', 'it is not a URL'],
    ['https://eva:secret@mes.example.com/', 'holds a user or a password'],
    ['http://mes.example.com:22/', 'port 22'],
    ['http://mes.example.com:25/', 'port 25'],
    ['http://127.0.0.1:8000/', 'start the server with --webhook-allow 127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://[::ffff:127.0.0.1]/', 'private network'],
    ['http://[::1]:9000/', 'private network'],
    ['http://169.254.169.254/latest/meta-data', 'private network'],
  ])('%s is refused as a URL', (url, why) => {
    expect(() => checkWebhookUrl(url, nothing)).toThrow(why);
  });

  test('the password of a refused URL is not repeated', () => {
    expect(() => checkWebhookUrl('https://eva:secret@mes.example.com/', nothing)).not.toThrow('secret');
  });
});

describe('--webhook-allow', () => {
  test('opens a network, an address or a host, and nothing beside it', () => {
    const allowed = parseAllowed(['10.1.0.0/16', '192.168.7.7', 'fd00::/8', 'mes.plant.local']);
    expect(isAllowedAddress('x', '10.1.2.3', allowed)).toBe(true);
    expect(isAllowedAddress('x', '10.2.0.1', allowed)).toBe(false);
    expect(isAllowedAddress('x', '192.168.7.7', allowed)).toBe(true);
    expect(isAllowedAddress('x', '192.168.7.8', allowed)).toBe(false);
    expect(isAllowedAddress('x', 'fd12::1', allowed)).toBe(true);
    expect(isAllowedAddress('MES.plant.local', '10.9.9.9', allowed)).toBe(true);
    expect(checkWebhookUrl('http://10.1.2.3:8080/x', allowed).pathname).toBe('/x');
  });

  test.each([['10.0.0.0/33'], ['10.0.0.0/'], ['::1/129'], ['a b'], ['1.2.3'], ['mes/16'], ['']])(
    '%s is refused',
    text => {
      expect(() => parseAllowed([text])).toThrow('expected the name of a host, an address, or a network');
    },
  );
});
