// What each endpoint's tabs begin with; those of the demo run as they stand.
window.recordStoreExamples = {
  '/graphql/demo/cities': [
    {
      query: `
# One index finds and sorts them.
query LargestCities($country: String = "NL") {
  cities(
    where: {country: {eq: $country}}
    orderBy: POPULATION_DESC
    first: 5
  ) {
    nodes {
      id
      name
      population
      location { latitude, longitude }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    },
    {
      query: `
# Two queries in one request are of one moment.
query OneCityAndItsNamesakes {
  city(id: 2759794) { name country population _version }
  cities(where: {name: {eq: "Amsterdam"}}) { nodes { id country population } }
}`,
    },
    {
      query: `
# What one request writes is one transaction: both cities, or none.
mutation TwoCities {
  atlantis: putCity(city: {id: 1, name: "Atlantis", country: "GR", population: 2000000}) { city { id _version } }
  avalon: putCity(city: {id: 2, name: "Avalon", country: "GB", population: 12}) { city { id _version } }
}`,
    },
    {
      query: `
# Stays open until another tab is chosen above. Run TwoCities in a second
# tab of the browser, from the banner's link, and see its changes come here.
subscription Changes {
  cityChanges(where: {population: {gte: 10}}) {
    changes {
      kind
      key { id }
      before { name population }
      after { name population }
    }
    time
    resumeToken
  }
}`,
    },
  ],
  '/graphql': [
    {
      query: `
# The RecordSpaces of the token's tenant, with their schemas and indexes.
query Spaces {
  recordSpaces(first: 10) {
    nodes {
      recordSpace
      labels { key value }
      indexes { definition { name kind fields { path } } state }
    }
  }
}`,
    },
  ],
  any: [
    {
      query: `
# Ctrl-Space shows what can be asked here; the book on the left documents it.
query Begin {
  __typename
}`,
    },
  ],
};
