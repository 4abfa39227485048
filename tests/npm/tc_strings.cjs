// TC strings by the IAB's own library, at random by a seed, each with what it says: one JSON object a line.
// node tc_strings.cjs SEED COUNT
const { TCModel, TCString, GVL, PurposeRestriction, RestrictionType, Segment, SegmentEncoder } = require("@iabtcf/core");

let state = Number(process.argv[2]) >>> 0;
const random = () => { // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const some = (most, share) => Array.from({ length: most }, (_, i) => i + 1).filter(() => random() < share);
const runs = (most) => { const found = []; for (let at = 1 + below(9); at < most; at += 1 + below(60)) for (let n = below(12); n >= 0 && at < most; n -= 1) found.push(at++); return found; };

const VENDORS = 900;
const purposes = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 1, { id: i + 1, name: "p", description: "p", illustrations: [] }]));
const vendors = Object.fromEntries(Array.from({ length: VENDORS }, (_, i) => [i + 1, {
  id: i + 1, name: "v", purposes: [1, 2, 3, 4], legIntPurposes: [7, 8, 9, 10], flexiblePurposes: [2, 7, 8, 9, 10], specialPurposes: [], features: [], specialFeatures: [],
}]));
const list = (policy) => new GVL({
  gvlSpecificationVersion: 3, vendorListVersion: 1 + below(4000), tcfPolicyVersion: policy, lastUpdated: "2026-01-01T00:00:00Z",
  purposes, specialPurposes: {}, features: {}, specialFeatures: { 1: {}, 2: {} }, stacks: {}, dataCategories: {}, vendors,
});
const sorted = (vector) => { const found = []; vector.forEach((on, id) => { if (on) found.push(id); }); return found.sort((a, b) => a - b); };

for (let n = Number(process.argv[3]); n > 0; n -= 1) {
  const policy = 2 + below(4);
  const model = new TCModel(list(policy));
  model.cmpId = 2 + below(4000); model.cmpVersion = 1 + below(4000); model.consentScreen = below(60);
  model.consentLanguage = ["DE", "EN", "PL", "ZZ"][below(4)]; model.publisherCountryCode = ["DE", "FR", "AA"][below(3)];
  model.isServiceSpecific = true; model.useNonStandardTexts = model.useNonStandardStacks = random() < 0.5; model.purposeOneTreatment = random() < 0.5;
  model.purposeConsents.set(some(11, random())); model.purposeLegitimateInterests.set(some(11, random()).filter((p) => p !== 1));
  model.specialFeatureOptins.set(some(2, 0.5));
  const pick = () => (random() < 0.2 ? [] : random() < 0.5 ? some(1 + below(VENDORS), random()) : runs(VENDORS));
  model.vendorConsents.set(pick()); model.vendorLegitimateInterests.set(pick()); model.vendorsDisclosed.set(pick());
  const limits = [];
  for (let i = below(4); i > 0; i -= 1) {
    const limit = new PurposeRestriction([2, 7, 8, 9, 10][below(5)], [RestrictionType.NOT_ALLOWED, RestrictionType.REQUIRE_CONSENT][below(2)]);
    for (const id of runs(60)) model.publisherRestrictions.add(id, limit);
  }
  model.publisherRestrictions.getRestrictions().forEach((limit) => {
    limits.push([limit.purposeId, limit.restrictionType, model.publisherRestrictions.getVendors(limit)]);
  });
  model.publisherConsents.set(some(11, 0.4)); model.publisherLegitimateInterests.set(some(11, 0.4));
  model.numCustomPurposes = below(6); model.publisherCustomConsents.set(some(model.numCustomPurposes, 0.5));
  model.publisherCustomLegitimateInterests.set(some(model.numCustomPurposes, 0.5));
  const segments = [Segment.CORE, ...(random() < 0.7 ? [Segment.VENDORS_DISCLOSED] : []), ...(random() < 0.5 ? [Segment.PUBLISHER_TC] : [])];
  model.updated();
  const text = TCString.encode(model, { segments, version: 2 });
  const read = TCString.decode(text);
  console.log(JSON.stringify({
    text, segments: text.split(".").length - 1, wanted: segments.slice(1),
    created: read.created.getTime(), cmp_id: read.cmpId, cmp_version: read.cmpVersion, screen: read.consentScreen, language: read.consentLanguage,
    vendor_list_version: read.vendorListVersion, policy_version: read.policyVersion, service_specific: read.isServiceSpecific,
    non_standard_texts: read.useNonStandardTexts ?? read.useNonStandardStacks, purpose_one_treatment: read.purposeOneTreatment, publisher_country: read.publisherCountryCode,
    special_features: sorted(read.specialFeatureOptins), purposes_consent: sorted(read.purposeConsents), purposes_interest: sorted(read.purposeLegitimateInterests),
    vendors_consent: sorted(read.vendorConsents), vendors_interest: sorted(read.vendorLegitimateInterests), disclosed: sorted(read.vendorsDisclosed),
    publisher: [sorted(read.publisherConsents), sorted(read.publisherLegitimateInterests), sorted(read.publisherCustomConsents), sorted(read.publisherCustomLegitimateInterests)],
    restrictions: limits,
  }));
}
