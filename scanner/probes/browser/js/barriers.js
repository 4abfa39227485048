// Asks axe-core, which is there in this world alone, for barriers on the open page: rules of WCAG level A, nothing
// fetched, no frame asked, nothing written to the page.
async () => {
  const {violations} = await axe.run(document, {
    runOnly: {type: 'tag', values: ['wcag2a', 'wcag21a']},
    rules: {'no-autoplay-audio': {enabled: false}},
    resultTypes: ['violations'],
    iframes: false,
    preload: false,
    elementRef: false,
    performanceTimer: false,
  });
  return violations.slice(0, 60).map(one => ({
    rule: String(one.id).slice(0, 60),
    what: String(one.help).slice(0, 200),
    impact: one.impact,
    criteria: one.tags.filter(tag => /^wcag\d{3,4}$/.test(tag)).slice(0, 5),
    count: one.nodes.length,
    first: String(one.nodes[0] && one.nodes[0].html).slice(0, 300),
  }));
}
