// Runs on a report's page as someone at its keys would, and leaves what does not hold in an element called `verdict`.
addEventListener('load', async () => {
  const wrong = []
  const holds = (what, truth) => truth || wrong.push(what)
  const rest = () => new Promise(done => setTimeout(done, 200))
  const seen = () => [...document.querySelectorAll('details.case')].filter(one => !one.hidden).map(one => one.querySelector('h4').textContent)
  const set = async (id, value) => {
    document.getElementById(id).value = value
    document.getElementById(id).dispatchEvent(new Event('input', { bubbles: true }))
    await rest()
  }
  const press = async key => {
    (document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    await rest()
  }
  const told = () => document.getElementById('count').textContent
  const all = seen().length

  holds('all is shown at first', told() === `${all} of ${all} cases` && all > 5)
  await set('q', 'NULL_keys  groupby')
  const words = [...document.querySelectorAll('details.case')].filter(one => !one.hidden).map(one => one.dataset.words)
  holds('a search finds', seen().includes('groupby/null_keys') && seen().length < all)
  holds('a search shows what has every word', words.every(text => text.includes('null_keys') && text.includes('groupby')))
  holds('the count is told', told() === `${seen().length} of ${all} cases`)
  const rows = [...document.querySelectorAll('.matrix tbody tr')].filter(row => !row.hidden)
  holds('the matrix shows the same cases', rows.length === seen().length)
  holds('an area without a case is not shown', [...document.querySelectorAll('section.area')].filter(a => !a.hidden).length === 1)
  holds('the address says what is shown', decodeURIComponent(location.hash) === '#?q=NULL_keys  groupby')
  await press('Escape')
  holds('Escape shows all again', seen().length === all && location.hash === '')

  await set('kind', 'rows')
  await set('from', 'pandas@3.1')
  await set('to', 'spark@4.3')
  const between = seen()
  holds('what differs between two is shown', between.includes('groupby/null_keys') && between.length < all)
  await set('to', 'dask@2026.8')
  holds('and only between these', !seen().includes('groupby/null_keys'))
  await set('tag', 'join')
  holds('a tag narrows down', seen().every(id => id.startsWith('join/')))
  document.querySelector('button[type=reset]').click()
  await rest()
  holds('Clear shows all again', seen().length === all)
  location.hash = '#?kind=rows&from=pandas@3.1&to=spark@4.3'
  await rest()
  holds('a link to a choice makes it', seen().join() === between.join())
  await set('state', 'failed')
  holds('a state narrows down', seen().length === 0)

  location.hash = '#groupby/null_keys'
  await rest()
  const linked = document.getElementById('groupby/null_keys').closest('details')
  holds('a link to a case shows, opens and focuses it', !linked.hidden && linked.open && linked.contains(document.activeElement))
  holds('what is said once stands beside its mention', /Recorded\s+pandas /.test(linked.textContent))
  await press('j')
  const next = document.activeElement.closest('details')
  holds('j goes to the next case', next && next !== linked)
  await press('k')
  holds('k goes back', linked.contains(document.activeElement))
  await press('/')
  holds('/ goes to the search', document.activeElement.id === 'q')

  const ground = () => getComputedStyle(document.body).backgroundColor
  const theme = document.getElementById('theme')
  theme.click()
  const light = ground()
  theme.click()
  holds('the dark theme is dark', light === 'rgb(255, 255, 255)' && ground() !== light)
  document.querySelectorAll('details').forEach(one => one.open = true)
  await rest()
  holds('nothing is wider than the page', document.documentElement.scrollWidth <= innerWidth)
  const labelled = [...document.querySelectorAll('input, select')].every(field => field.labels.length)
  holds('every field has its label', labelled)
  holds('no script of a case ran', !window.stolen)

  const verdict = document.createElement('pre')
  verdict.id = 'verdict'
  verdict.textContent = 'wrong: ' + wrong.join('; ')
  document.body.append(verdict)
})
