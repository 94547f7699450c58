DROP TABLE page_view;
DROP TABLE page_load_before;
DROP TABLE session_product;
