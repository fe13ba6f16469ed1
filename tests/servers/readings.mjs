// What X, Bluesky and Mastodon make of texts: a JSON list of texts on stdin, a JSON list of readings on stdout.
//   X         twitter-text itself
//   Bluesky   @atproto/api itself
//   Mastodon  not its own code, which is Ruby: twitter-text, from which it takes hosts and the signs around links, with
//             what config/initializers/twitter_regex.rb puts in its place for paths and queries, Account::MENTION_RE,
//             and the count of StatusLengthValidator. Its clients carry twitter-text as it stands here.
import { createRequire } from 'node:module'
import { RichText } from '@atproto/api'

const require = createRequire(import.meta.url)
const twitter = require('twitter-text')
const part = (name) => require(`twitter-text/dist/regexp/${name}`)
const supplant = require('twitter-text/dist/lib/regexSupplant')
const idna = require('twitter-text/dist/lib/idna')

// places are told in whole characters, as Python counts them
const places = (text, found) => found.map(([start, end]) => [start, end].map((at) => [...text.slice(0, at)].length))

const onX = (text) => {
  const { weightedLength, valid } = twitter.parseTweet(text)
  const links = twitter.extractUrlsWithIndices(text).map(({ indices }) => indices)
  const names = twitter.extractEntitiesWithIndices(text).filter(({ screenName }) => screenName)
  return { length: weightedLength, valid, links: places(text, links), names: names.map((name) => name.screenName) }
}

const onBluesky = (text) => {
  const rich = new RichText({ text })
  rich.detectFacetsWithoutResolution()
  const marks = (rich.facets ?? []).map(({ index, features: [feature] }) => [
    index.byteStart, index.byteEnd, feature.$type.split('#')[1], feature.uri ?? feature.tag ?? feature.did,
  ])
  return { length: rich.graphemeLength, marks }
}

const space = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const beyond = '(?:[\\xa0-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\uffef]|[\\ud800-\\udb3f\\udb44-\\udbff][\\udc00-\\udfff])'
const inPath = `[^${space}<>()?]`
const brackets = `\\((?:${inPath}+|(?:${inPath}*\\(${inPath}+\\)${inPath}*))\\)`
// the brackets that may end a path are those of twitter-text: the initializer changes them a line too late
const endsPath = `(?:[^${space}()?!*"'「」<>;:=,.$%\\[\\]~&|@]|${part('validUrlBalancedParens').source})`
const path = `(?:(?:${inPath}*(?:${brackets}${inPath}*)*${endsPath})|(?:${inPath}+\\/))`
const query = `(?:[a-z0-9!?*'();:&=+$\\/%#\\[\\]\\-_.,~|@^]|${beyond})`
const endsQuery = `(?:[a-z0-9_&=#\\/-]|${beyond})`
const address = supplant(
  '(#{before})((https?:\\/\\/)?(#{host})(?::[0-9]+)?(?:\\/' + path + '*)?(?:\\?' + query + '*' + endsQuery + ')?)',
  { before: part('validUrlPrecedingChars'), host: part('validDomain') },
  'gi',
)
const word = '\\p{L}\\p{M}\\p{Nd}\\p{Pc}'
const name = '[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*'
const mention = new RegExp(`(?<![=/${word}])@(${name})(?:@[${word}]+(?:[.-]+[${word}]+)*)?`, 'giu')
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

const onMastodon = (text) => {
  const links = []
  for (const match of text.matchAll(address)) {
    const [, before, whole, protocol, host] = match
    const start = match.index + before.length
    const link = part('validTcoUrl').exec(whole)?.[0] ?? whole
    if (protocol && link.length <= 4096 && idna.toAscii(host)) links.push([start, start + link.length])
  }
  const names = [...text.matchAll(mention)]
    .filter((match) => !part('endMentionMatch').test(text.slice(match.index + match[0].length)))
    .map((match) => ({ start: match.index, end: match.index + match[0].length, name: match[1], whole: match[0] }))
  const instead = [
    ...links.map(([start, end]) => ({ start, end, text: 'x'.repeat(23) })),
    ...names.map(({ start, end, name }) => ({ start, end, text: `@${name}` })),
  ].sort((one, other) => one.start - other.start)
  let counted = '', at = 0
  for (const { start, end, text: shown } of instead) {
    if (start < at) continue
    counted += text.slice(at, start) + shown
    at = end
  }
  counted += text.slice(at)
  return { length: [...characters.segment(counted)].length, links: places(text, links) }
}

let given = ''
for await (const chunk of process.stdin) given += chunk
const readings = JSON.parse(given).map((text) => ({ x: onX(text), bluesky: onBluesky(text), mastodon: onMastodon(text) }))
process.stdout.write(JSON.stringify(readings))
