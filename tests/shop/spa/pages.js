// The legal pages: plain texts, shown by the router like everything else.
window.legalPages = {
  impressum: {
    title: "Impressum",
    html: `<p>Müsli Beispiel GmbH<br>Haferweg 3<br>20095 Hamburg<br>Deutschland</p>
      <p>Geschäftsführerin: Erika Beispiel<br>Telefon: +49 40 5550123<br>E-Mail: hallo@shop.example</p>
      <p>Amtsgericht Hamburg, HRB 555555<br>Umsatzsteuer-Identifikationsnummer: DE555555555</p>`,
  },
  datenschutz: {
    title: "Datenschutzerklärung",
    html: `<h2>Verantwortlicher</h2><p>Verantwortlich ist die Müsli Beispiel GmbH, Haferweg 3, 20095 Hamburg,
      hallo@shop.example.</p>
      <h2>Bestellungen</h2><p>Ihre Angaben verarbeiten wir, um Ihre Bestellung auszuführen (Art. 6 Abs. 1 Buchst. b DSGVO).
      Ihre Anschrift erhält der Paketdienst.</p>
      <h2>Speicher Ihres Browsers</h2><p>Ihr Warenkorb liegt im lokalen Speicher Ihres Browsers, ebenso die Farbwahl der
      Oberfläche.</p>
      <h2>Statistik und Werbung</h2><p>Mit Ihrer Einwilligung nutzen wir Google Analytics (Cookies _ga, zwei Jahre) und das
      Meta-Pixel (Cookie _fbp, 90 Tage). Sie können die Einwilligung jederzeit widerrufen.</p>
      <h2>Ihre Rechte</h2><p>Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung, Datenübertragbarkeit und
      Widerspruch sowie auf Beschwerde bei einer Aufsichtsbehörde.</p>`,
  },
  agb: {
    title: "Allgemeine Geschäftsbedingungen",
    html: "<p>Ihr Vertragspartner ist die Müsli Beispiel GmbH. Alle Preise enthalten die Mehrwertsteuer.</p>",
  },
  widerruf: {
    title: "Widerrufsbelehrung",
    html: `<p>Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen. Schreiben Sie uns
      dazu: Müsli Beispiel GmbH, Haferweg 3, 20095 Hamburg, hallo@shop.example.</p>`,
  },
};
