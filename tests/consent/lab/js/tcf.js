// A banner that speaks the Transparency and Consent Framework: libraries make its TC string, the vendors are invented.
(function () {
  var c = window.tcfShop, words = c.words;
  var names = { 1: words.p1, 2: words.p2, 4: words.p4, 7: words.p7 };
  function purposes() {
    var all = {};
    for (var id = 1; id <= 11; id++) all[id] = { id: id, name: names[id] || 'Purpose ' + id, description: '', illustrations: [] };
    return all;
  }
  function vendor(id, name, uses) {
    return { id: id, name: name, purposes: uses, legIntPurposes: [], flexiblePurposes: [], specialPurposes: [], features: [], specialFeatures: [],
      policyUrl: 'https://vendors.example/' + id, usesCookies: true, cookieRefresh: false, cookieMaxAgeSeconds: 31536000,
      usesNonCookieAccess: false, dataDeclaration: [], urls: [], deviceStorageDisclosureUrl: '' };
  }
  var list = new tcf.GVL({ gvlSpecificationVersion: 3, vendorListVersion: 12, tcfPolicyVersion: 5, lastUpdated: '2025-01-02T00:00:00Z',
    purposes: purposes(), specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, dataCategories: {},
    vendors: { 801: vendor(801, 'Adnetz Mitte GmbH', [1, 2, 4, 7]), 802: vendor(802, 'Gebotshaus AG', [1, 2, 4]), 803: vendor(803, 'Datenhafen SL', [1, 4]) } });
  var api = new tcf.CmpApi(411, 3, true);
  function stored() { var hit = document.cookie.match(/(?:^|; )euconsent-v2=([^;]+)/); return hit ? hit[1] : ''; }
  function model(granted) {
    var one = new tcf.TCModel(list);
    one.cmpId = 411; one.cmpVersion = 3; one.consentScreen = 1; one.consentLanguage = c.lang.toUpperCase(); one.publisherCountryCode = 'DE';
    one.isServiceSpecific = true;
    granted.forEach(function (id) { one.purposeConsents.set(id); });
    if (granted.length) one.vendorConsents.set([801, 802, 803]);
    return one;
  }
  function start(text, how) {
    if (!text) { if (c.whenUnknown) c.whenUnknown(); return; }
    var got = tcf.TCString.decode(text), may = got.purposeConsents.has(1) && got.purposeConsents.has(4);
    if (may && got.vendorConsents.has(801)) window.loadTag('adnetz');
    if ((may && got.vendorConsents.has(802)) || c.careless) window.loadTag('sync');
    if (!may) window.dropCookies();
  }
  function save(granted) {
    var text = tcf.TCString.encode(model(granted));
    document.cookie = 'euconsent-v2=' + text + '; Path=/; Max-Age=' + 180 * 86400 + '; Secure; SameSite=Lax';
    box.hidden = true;
    api.update(text, false);
    start(text);
  }
  var box = document.createElement('div');
  box.className = 'tcf-box';
  box.setAttribute('role', 'dialog');
  box.innerHTML = '<div class="tcf-first"><h2>' + words.title + '</h2><p>' + words.text + ' <a href="' + words.privacy + '">' + words.privacyName
    + '</a></p><div class="tcf-row"><button type="button" class="tcf-more">' + words.more + '</button>'
    + (c.reject ? '<button type="button" class="tcf-no">' + words.no + '</button>' : '') + '<button type="button" class="tcf-yes">' + words.yes
    + '</button></div></div><div class="tcf-second" hidden><h2>' + words.more + '</h2><ul>' + [1, 2, 4, 7].map(function (id) {
      return '<li><label><input type="checkbox" class="tcf-purpose" value="' + id + '"' + (c.ticked ? ' checked' : '') + '> ' + names[id] + '</label></li>';
    }).join('') + '</ul><p>' + words.vendors + ': Adnetz Mitte GmbH, Gebotshaus AG, Datenhafen SL</p><div class="tcf-row"><button type="button" class="tcf-none">'
    + words.no + '</button><button type="button" class="tcf-save">' + words.save + '</button></div></div>';
  box.hidden = true;
  document.body.appendChild(box);
  function on(name, act) { box.querySelectorAll(name).forEach(function (node) { node.addEventListener('click', act); }); }
  on('.tcf-yes', function () { save([1, 2, 4, 7]); });
  on('.tcf-no,.tcf-none', function () { save([]); });
  on('.tcf-save', function () {
    save([].slice.call(box.querySelectorAll('.tcf-purpose')).filter(function (one) { return one.checked; }).map(function (one) { return +one.value; }));
  });
  on('.tcf-more', function () { box.querySelector('.tcf-first').hidden = true; box.querySelector('.tcf-second').hidden = false; });
  document.querySelector('#tcf-again').addEventListener('click', function () {
    box.hidden = false; box.querySelector('.tcf-first').hidden = false; box.querySelector('.tcf-second').hidden = true;
    api.update(stored(), true);
  });
  var text = stored();
  api.update(text, !text);
  box.hidden = !!text;
  start(text);
})();
