"""What the legal pages of a shop have to say, item by item."""

from __future__ import annotations

from enum import unique

from scanner.model.vocabulary.words import Word


@unique
class LegalDetail(Word):
    """An item of a legal page: of the imprint, the withdrawal instruction, the terms, and pages about conditions."""

    NAME_AND_FORM = "name_and_form"
    STREET_ADDRESS = "street_address"
    REPRESENTATIVE = "representative"
    EMAIL = "email"
    SECOND_CHANNEL = "second_channel"
    PHONE = "phone"
    REGISTER = "register"
    REGISTER_NUMBER = "register_number"
    VAT_ID = "vat_id"
    AUTHORITY = "authority"
    AUTHORITY_CONTACT = "authority_contact"
    CHAMBER = "chamber"
    PROFESSIONAL_TITLE = "professional_title"
    TITLE_STATE = "title_state"
    PROFESSIONAL_RULES = "professional_rules"
    DISPUTE_STATEMENT = "dispute_statement"
    RESPONSIBLE_EDITOR = "responsible_editor"

    INSTRUCTION = "instruction"
    PERIOD_14_DAYS = "period_14_days"
    START = "start"
    TRADER_NAME = "trader_name"
    TRADER_ADDRESS = "trader_address"
    TRADER_EMAIL = "trader_email"
    TRADER_PHONE = "trader_phone"
    HOW_TO = "how_to"
    REFUND_14_DAYS = "refund_14_days"
    REFUND_MEANS = "refund_means"
    RETURN_GOODS_14_DAYS = "return_goods_14_days"
    RETURN_COST = "return_cost"
    VALUE_LOSS = "value_loss"
    MODEL_FORM = "model_form"
    EXCLUSIONS = "exclusions"
    ONLINE_FUNCTION = "online_function"
    ONLINE_FUNCTION_URL = "online_function_url"
    RECEIPT = "receipt"

    RETRIEVABLE = "retrievable"
    STORABLE = "storable"

    DELIVERY_RESTRICTIONS = "delivery_restrictions"
    SHIPPING_COSTS = "shipping_costs"
    DELIVERY_TIME = "delivery_time"
    PAYMENT_METHODS = "payment_methods"
    SEVERAL_METHODS = "several_methods"
    FREE_METHOD = "free_method"
    SURCHARGE = "surcharge"

    STATEMENT = "statement"
    SERVICE_DESCRIPTION = "service_description"
    HOW_MET = "how_met"
    MARKET_SURVEILLANCE = "market_surveillance"

    ENTRY = "entry"
    STATEMENT_FORM = "statement_form"
    CONFIRM_CONTROL = "confirm_control"
    NO_REASON_NEEDED = "no_reason_needed"
