"""What controls of checkouts really say, in seven languages: what binds and is never clicked, and what only goes on."""

#: Orders, payments, withdrawals, cancellations and whatever else binds; plain ones and odd ones.
BINDING = (
    # German
    "Zahlungspflichtig bestellen", "Jetzt zahlungspflichtig bestellen", "Kostenpflichtig bestellen",
    "Jetzt verbindlich bestellen", "Bestellung abschicken", "Bestellung absenden", "Bestellung aufgeben",
    "Bestellung abschließen", "Bestellung bestätigen", "Jetzt kaufen", "Kaufen", "KAUFEN »", "Kauf abschließen",
    "Zahlungspflichtigen Vertrag schließen", "Kostenpflichtig abonnieren", "Jetzt bezahlen", "49,90 € bezahlen",
    "Weiter zu PayPal", "Weiter mit Klarna", "Bestellen & bezahlen", "Verbindlich buchen", "Buchung abschließen",
    "Jetzt reservieren", "Vertrag widerrufen", "Widerruf bestätigen", "Jetzt kündigen", "Kündigung bestätigen",
    "Weiter und zahlungspflichtig bestellen", "Weiter zum Kauf", "Absenden", "Jetzt bestellen", "Bestellung senden",
    "Bestellung ausloesen", "Ich bestelle zahlungspflichtig", "Express-Kauf", "Weiter zur kostenpflichtigen Bestellung",
    # English
    "Place order", "Place your order", "PLACE ORDER NOW", "Buy now", "Buy it now", "Pay €49", "Pay now", "Pay $12.00",
    "Complete purchase", "Complete order", "Complete my order", "Confirm purchase", "Confirm and pay", "Submit order",
    "Order now", "Order with obligation to pay",
    "Finish", "Finish and pay", "Continue to PayPal",
    "Continue with Klarna",
    "Continue and pay",
    "Continue and place order", "Proceed to payment", "Book now", "Subscribe", "Start membership",
    "Confirm withdrawal", "Withdraw from contract", "Cancel subscription", "Confirm cancellation", "Get it now",
    "Agree and continue", "Purchase", "Save and pay", "Next: pay", "Donate", "One-click order", "Checkout now and pay",
    # French
    "Commander", "Commande avec obligation de paiement", "Commander avec obligation de paiement", "Passer la commande",
    "Valider ma commande", "Confirmer la commande", "Payer", "Payer 49 €", "Acheter maintenant", "Procéder au paiement",
    "Finaliser la commande", "Régler ma commande", "Confirmer la rétractation", "Résilier mon contrat",
    "Continuer et payer", "J’achète", "Valider et payer", "Je commande",
    # Dutch
    "Bestellen", "Bestelling plaatsen", "Bestelling met betalingsverplichting", "Nu kopen", "Koop nu", "Betalen",
    "Nu betalen", "Bestelling afronden", "Verder en betalen", "Afrekenen", "Overeenkomst herroepen", "Opzeggen",
    "Bestelling bevestigen", "Ik bestel",
    # Spanish
    "Comprar", "Comprar ahora", "Realizar pedido", "Pedido con obligación de pago", "Pagar", "Pagar 49 €",
    "Confirmar pedido", "Finalizar compra", "Tramitar pedido", "Continuar y pagar", "Desistir del contrato",
    "Cancelar suscripción", "Haz tu pedido",
    # Italian
    "Acquista", "Acquista ora", "Ordine con obbligo di pagare", "Ordina e paga", "Paga ora", "Paga 49 €",
    "Conferma ordine", "Concludi l'ordine", "Invia ordine", "Completa l’acquisto", "Recedi dal contratto",
    "Continua e paga", "Annulla abbonamento",
    # Polish
    "Kup teraz", "Kupuję i płacę", "Zamawiam z obowiązkiem zapłaty", "Zamówienie z obowiązkiem zapłaty",
    "Złóż zamówienie", "Zapłać", "Zapłać 49 zł", "Potwierdź zamówienie", "Przejdź do płatności", "Odstąp od umowy",
    "Anuluj subskrypcję", "Dalej i zapłać", "Finalizuj zakup",
    # no words at all, or somebody else's
    "", "→", "49,90 €", "OK", "Los geht’s", "Click here", "PayPal", "Apple Pay", "G Pay", "Go", "Senden", "Submit",
)  # fmt: skip

#: What only leads to the next page, and has to stay clickable.
HARMLESS = (
    # German
    "Weiter", "weiter »", "WEITER", "Weiter zur Anschrift", "Als Gast weiter zur Anschrift", "Weiter zum Versand",
    "Weiter zur Zahlung", "Weiter zur Bestellübersicht", "Weiter zum nächsten Schritt", "Nächster Schritt",
    "Speichern und weiter", "Adresse speichern", "Adresse übernehmen", "Weiter zur Versandart", "Weiter als Gast",
    "Als Gast fortfahren", "Fortfahren", "Fortsetzen", "Weiter zu Schritt 2", "Weiter zur Übersicht",
    "Lieferadresse speichern", "Weiter zur Zahlungsart", "Weiter ohne Registrierung", "Weiter zu Versand und Zahlung",
    "Bestellung prüfen", "Weiter zur Überprüfung",
    # English
    "Continue", "CONTINUE", "Continue →", "Next", "Next step", "Continue to shipping", "Continue to delivery",
    "Continue to payment", "Continue to shipping method", "Save and continue", "Save address", "Continue as guest",
    "Use this address", "Continue to review", "Review order",
    "Ship to this address", "Next: Shipping", "Save & continue",
    "Deliver to this address", "Continue to order review", "Proceed to next step", "Continue without an account",
    # French
    "Continuer", "Suivant", "Étape suivante", "Continuer vers la livraison", "Continuer vers le paiement",
    "Enregistrer l’adresse", "Continuer en tant qu’invité", "Enregistrer et continuer",
    # Dutch
    "Verder", "Volgende", "Doorgaan", "Volgende stap", "Verder naar verzending", "Ga verder", "Adres opslaan",
    "Doorgaan als gast", "Verder naar betaalmethode",
    # Spanish
    "Continuar", "Siguiente", "Siguiente paso", "Continuar al envío", "Guardar dirección", "Guardar y continuar",
    "Continuar como invitado",
    # Italian
    "Continua", "Avanti", "Prosegui", "Continua alla spedizione", "Salva indirizzo", "Salva e continua",
    "Continua come ospite", "Passo successivo",
    # Polish
    "Dalej", "Kontynuuj", "Przejdź dalej", "Następny krok", "Zapisz adres", "Przejdź do dostawy",
    "Kontynuuj jako gość", "Zapisz i kontynuuj",
)  # fmt: skip
