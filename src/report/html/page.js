'use strict'
const $ = id => document.getElementById(id)
const profiles = document.currentScript.dataset.profiles.split(' ')
const cases = [...document.querySelectorAll('details.case')]
const rows = [...document.querySelectorAll('.matrix tbody tr')]
const areas = [...document.querySelectorAll('section.area')]
const fields = ['q', 'area', 'tag', 'kind', 'from', 'to', 'state', 'cause'].filter(field => $(field))

// What a case holds is a text until it is looked at.
function fill(one) {
  const kept = one.querySelector?.('noscript')
  if (!kept) return
  const made = document.createElement('template')
  made.innerHTML = kept.textContent
  for (const mention of made.content.querySelectorAll('a.told')) mention.after(' ', ...($(mention.hash.slice(1))?.cloneNode(true).childNodes ?? []))
  kept.replaceWith(made.content)
}

// Whether two profiles' groups of results differ, and in this kind where one is asked for.
function differs(data, a, b, kind) {
  if (a === b || a === '-' || b === '-') return false
  const pair = a < b ? a + b : b + a
  const found = data.kinds.split(' ').find(word => word.startsWith(pair + ':'))
  return !!found && (!kind || found.slice(3).split(',').includes(kind))
}

function matches(data, wanted) {
  if (!wanted.words.every(word => data.words.includes(word))) return false
  if (wanted.tag && !data.tags.includes('|' + wanted.tag + '|')) return false
  if (wanted.state && !data.states.split(' ').includes(wanted.state)) return false
  if (wanted.cause && !data.causes.split(' ').includes(wanted.cause)) return false
  if (!wanted.kind && !wanted.from && !wanted.to) return true
  const group = profile => data.groups[profiles.indexOf(profile)]
  const all = [...new Set(data.groups)]
  const left = wanted.from ? [group(wanted.from)] : all
  const right = wanted.to ? [group(wanted.to)] : all
  return left.some(a => right.some(b => differs(data, a, b, wanted.kind)))
}

function apply() {
  const wanted = Object.fromEntries(fields.map(field => [field, $(field).value]))
  wanted.words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const area of areas) {
    const here = !wanted.area || area.dataset.area === wanted.area
    let any = 0
    for (const one of area.querySelectorAll('details.case')) {
      one.hidden = !(here && matches(one.dataset, wanted))
      any += !one.hidden
    }
    area.hidden = !any
    shown += any
  }
  cases.forEach((one, i) => rows[i].hidden = one.hidden)
  $('count').textContent = `${shown} of ${cases.length} cases`
  return wanted
}

function remember(wanted) {
  const set = fields.filter(field => wanted[field]).map(field => field + '=' + encodeURIComponent(wanted[field]))
  if (set.length || location.hash.startsWith('#?')) history.replaceState(null, '', '#' + (set.length ? '?' + set.join('&') : ''))
}

// A link names a case (`#join/null_keys`) or what the page is narrowed down to (`#?kind=rows&from=pandas@3.1`).
function follow() {
  const hash = location.hash.slice(1)
  if (hash.startsWith('?')) {
    const set = new URLSearchParams(hash.slice(1))
    fields.forEach(field => $(field).value = set.get(field) ?? '')
    apply()
    return
  }
  let place = null
  try { place = $(decodeURIComponent(hash)) } catch { return }
  const one = place?.closest('details.case')
  const told = place?.closest('details.told')
  if (told) told.open = true
  if (!one) return
  if (one.hidden) { $('filter').reset(); apply() }
  fill(one)
  one.open = true
  place.scrollIntoView()
  one.querySelector('summary').focus({ preventScroll: true })
}

function move(by) {
  const seen = cases.filter(one => !one.hidden)
  const at = seen.indexOf(document.activeElement?.closest('details.case'))
  const next = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1)]
  next?.querySelector('summary').focus()
  next?.scrollIntoView({ block: 'nearest' })
}

const themes = ['system', 'light', 'dark']
function theme(name) {
  document.documentElement.dataset.theme = name
  $('theme').textContent = 'Theme: ' + name
  try { localStorage.setItem('parallax-theme', name) } catch {}
}

let waiting = 0
$('filter').addEventListener('input', () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => remember(apply()), 80)
})
$('filter').addEventListener('reset', () => setTimeout(() => remember(apply())))
$('filter').addEventListener('submit', event => event.preventDefault())
$('theme').addEventListener('click', () => {
  theme(themes[(themes.indexOf(document.documentElement.dataset.theme || 'system') + 1) % themes.length])
})
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const typing = event.target.matches?.('input, select, textarea')
  if (event.key === 'Escape') { $('filter').reset(); event.target.blur?.() }
  else if (typing) return
  else if (event.key === '/') { event.preventDefault(); $('q').focus() }
  else if (event.key === 'j') move(1)
  else if (event.key === 'k') move(-1)
})
addEventListener('hashchange', follow)
addEventListener('toggle', event => event.target.matches('details.case') && fill(event.target), true)
addEventListener('beforeprint', () => cases.forEach(fill))
let chosen = null
try { chosen = localStorage.getItem('parallax-theme') } catch {}
if (themes.includes(chosen)) theme(chosen)
cases.filter(one => one.open).forEach(fill)
$('filter').hidden = false
$('count').textContent = `${cases.length} of ${cases.length} cases`
follow()
